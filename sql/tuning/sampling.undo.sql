-- Takes the rule of sampling.sql away.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, deleted) VALUES ('payment-access', 'sampling', TRUE);
