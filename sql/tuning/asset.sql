-- Tell who owns a host and how much it matters: events of it carry both from the next line on.
-- Undo: asset.undo.sql
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_reference (id, kind, name, host, owner, `role`, criticality)
VALUES ('web-7', 'asset', 'web-7', 'web-7', 'shop', 'web server', 'critical');
