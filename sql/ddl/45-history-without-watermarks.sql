-- database: history
-- A batch has no use for watermarks, and Flink 2.3 does not plan one over views of tables that have them once a session
-- was in streaming mode.

ALTER TABLE logs_raw DROP WATERMARK;
ALTER TABLE logs DROP WATERMARK;
ALTER TABLE logs_dead DROP WATERMARK;
ALTER TABLE calls DROP WATERMARK;
ALTER TABLE flows DROP WATERMARK;
ALTER TABLE changes DROP WATERMARK;
ALTER TABLE alerts DROP WATERMARK;
ALTER TABLE dependencies DROP WATERMARK;
ALTER TABLE dependency_events DROP WATERMARK;
ALTER TABLE change_impact DROP WATERMARK;
ALTER TABLE metrics_live DROP WATERMARK;
ALTER TABLE findings DROP WATERMARK;
ALTER TABLE incidents DROP WATERMARK;
ALTER TABLE rides DROP WATERMARK;
ALTER TABLE payments DROP WATERMARK;
ALTER TABLE payments_settled DROP WATERMARK;
ALTER TABLE payments_refused DROP WATERMARK;
