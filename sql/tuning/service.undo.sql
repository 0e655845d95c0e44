-- Takes the service of service.sql away.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_reference (id, kind, deleted) VALUES ('service:payment', 'service', TRUE);
