-- Leave a service's chatter out of the index: its lines of level debug and trace. Analyses see them as before.
-- Undo: log-levels.undo.sql
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, services, levels, keep)
VALUES ('payment-chatter', 'sampling', ARRAY['payment'], ARRAY['debug', 'trace'], 0.0);
