-- Takes the rule of routing.sql away.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, deleted) VALUES ('payment-to-security', 'routing', TRUE);
