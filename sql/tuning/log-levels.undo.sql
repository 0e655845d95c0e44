-- Takes the rule of log-levels.sql away.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, deleted) VALUES ('payment-chatter', 'sampling', TRUE);
