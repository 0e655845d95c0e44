-- Takes the asset of asset.sql away.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_reference (id, deleted) VALUES ('web-7', TRUE);
