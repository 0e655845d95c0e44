-- Report a source that a firewall refuses 30 times within ten minutes, and not only from 60 on.
-- The names, with what they count: docs/threats.md.
-- Undo: threshold.undo.sql
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_thresholds (id, kind, `value`) VALUES ('deny.connections', 'threshold', 30);
