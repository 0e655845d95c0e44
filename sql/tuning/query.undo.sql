-- Takes the rule of query.sql away.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, deleted) VALUES ('failing-services', 'query', TRUE);
