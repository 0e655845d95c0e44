-- Puts the detector of detector.sql to work again.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, deleted) VALUES ('deny-burst', 'detector', TRUE);
