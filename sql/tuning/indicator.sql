-- Report who talks to an address that an intelligence feed names.
-- A whole list at once: column list, a value a line or STIX 2.1.
-- Undo: indicator.undo.sql
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_reference (id, kind, `indicator`, expires, `source`)
VALUES ('feed:1', 'indicator', '198.51.100.66', '2099-01-31T00:00:00Z', 'our own list');
