-- Takes the network of network.sql away.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_reference (id, kind, deleted) VALUES ('net:dmz', 'network', TRUE);
