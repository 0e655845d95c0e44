-- Back to the default of the threshold of threshold.sql.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_thresholds (id, kind, deleted) VALUES ('deny.connections', 'threshold', TRUE);
