-- Takes the rule of validation.sql away.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, deleted) VALUES ('web-methods', TRUE);
