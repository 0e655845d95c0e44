-- Anomaly: a minute with at least two failures and three times as many as the mean of the service's last ten minutes that
-- had any.
SET 'pipeline.name' = 'sql-error-surge';

INSERT INTO findings
SELECT
  CONCAT_WS('|', 'error-surge', service, CAST(`minute` AS STRING)),
  'error-surge',
  service,
  'failures in a minute',
  CAST(failures AS DOUBLE),
  CONCAT('the minutes before had ', CAST(ROUND((total - failures) / CAST(GREATEST(minutes - 1, 1) AS DOUBLE), 1) AS STRING)),
  CAST(began AS TIMESTAMP_LTZ(3)),
  `minute`
FROM (
  SELECT service, began, failures, `minute`,
    SUM(failures) OVER last_minutes AS total,
    COUNT(*) OVER last_minutes AS minutes
  FROM (
    SELECT service, window_start AS began, window_time AS `minute`, COUNT(*) AS failures
    FROM TABLE(TUMBLE(TABLE errors, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
    GROUP BY service, window_start, window_end, window_time
  )
  WINDOW last_minutes AS (PARTITION BY service ORDER BY `minute` ROWS BETWEEN 10 PRECEDING AND CURRENT ROW)
)
WHERE failures >= 2 AND failures >= 3 * (total - failures) / CAST(GREATEST(minutes - 1, 1) AS DOUBLE);
