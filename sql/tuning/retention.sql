-- Keep a data set's events in the index for two days: what is older goes at once, by whole days, and is gone for good.
-- Without datasets, it is of all that no other rule names.
-- Undo: retention.undo.sql
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, datasets, days) VALUES ('web-two-days', 'retention', ARRAY['nginx'], 2);
