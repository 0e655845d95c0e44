-- Takes the rule of sigma.sql away.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, deleted) VALUES ('shell-port', 'sigma', TRUE);
