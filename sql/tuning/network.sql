-- Name a network of one's own: flows from and to it get the name and a direction.
-- Undo: network.undo.sql
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_reference (id, kind, cidr, name) VALUES ('net:dmz', 'network', '203.0.113.0/24', 'dmz');
