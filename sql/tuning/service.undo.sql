-- Takes the service of service.sql away.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_reference (id, deleted) VALUES ('service:payment', TRUE);
