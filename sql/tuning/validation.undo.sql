-- Takes the rule of validation.sql away.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, deleted) VALUES ('web-methods', 'validation', TRUE);
