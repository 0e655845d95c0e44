-- Late data is not silence: every event that came after its windows were closed, with how late it was.
SET 'pipeline.name' = 'sql-late-lines';

INSERT INTO findings
SELECT
  CONCAT_WS('|', 'late-lines', event.id),
  'late-lines',
  COALESCE(service.name, host.name, 'unknown'),
  'seconds behind the watermark',
  CAST(TIMESTAMPDIFF(SECOND, ts, CURRENT_WATERMARK(ts)) AS DOUBLE),
  message,
  CAST(ts AS TIMESTAMP_LTZ(3)),
  CAST(ts AS TIMESTAMP_LTZ(3))
FROM logs
WHERE CURRENT_WATERMARK(ts) IS NOT NULL AND ts <= CURRENT_WATERMARK(ts);
