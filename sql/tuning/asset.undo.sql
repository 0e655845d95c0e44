-- Takes the asset of asset.sql away.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_reference (id, kind, deleted) VALUES ('web-7', 'asset', TRUE);
