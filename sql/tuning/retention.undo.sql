-- Takes the rule of retention.sql away: from now on nothing of the data set is deleted.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, deleted) VALUES ('web-two-days', 'retention', TRUE);
