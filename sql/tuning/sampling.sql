-- Keep one of a hundred traces of a service's access log, to make room; analyses see all of them as before.
-- keep 0.0 leaves all out, levels narrows it: levels => ARRAY['debug', 'trace'].
-- Undo: sampling.undo.sql
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, datasets, services, keep)
VALUES ('payment-access', 'sampling', ARRAY['nginx'], ARRAY['payment'], 0.01);
