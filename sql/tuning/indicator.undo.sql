-- Takes the indicator of indicator.sql away.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_reference (id, kind, deleted) VALUES ('feed:1', 'indicator', TRUE);
