-- The three services with most failures of each five minutes.
SET 'pipeline.name' = 'sql-top-errors';

INSERT INTO findings
SELECT
  CONCAT_WS('|', 'top-errors', COALESCE(service, 'unknown'), CAST(window_end AS STRING)),
  'top-errors',
  COALESCE(service, 'unknown'),
  'failures in five minutes',
  CAST(failures AS DOUBLE),
  CONCAT('number ', CAST(place AS STRING), ' of the services with failures'),
  CAST(window_start AS TIMESTAMP_LTZ(3)),
  CAST(window_end AS TIMESTAMP_LTZ(3))
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY failures DESC) AS place
  FROM (
    SELECT service, window_start, window_end, COUNT(*) AS failures
    FROM TABLE(TUMBLE(TABLE errors, DESCRIPTOR(ts), INTERVAL '5' MINUTE))
    GROUP BY service, window_start, window_end
  )
)
WHERE place <= 3;
