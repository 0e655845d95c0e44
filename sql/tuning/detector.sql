-- Rest a detector, while a firewall's rules are being rebuilt and refuse much that is harmless. It forgets what it saw.
-- Undo: detector.undo.sql
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, enabled) VALUES ('deny-burst', 'detector', FALSE);
