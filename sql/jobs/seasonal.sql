-- Anomaly by season: a service's lines in five minutes beside those in the same five minutes of the seven days before that had any,
-- so that a night surprises nobody. Told where they are three times as many or a third, and at least ten apart.
SET 'pipeline.name' = 'sql-seasonal';
SET 'table.exec.state.ttl' = '8 d';

INSERT INTO findings
SELECT
  CONCAT_WS('|', 'seasonal', service, CAST(window_end AS STRING)),
  'seasonal',
  service,
  'lines in five minutes',
  CAST(lines AS DOUBLE),
  CONCAT(CAST((all_lines - lines) / (days - 1) AS STRING), ' are usual at this time'),
  CAST(window_start AS TIMESTAMP_LTZ(3)),
  CAST(window_end AS TIMESTAMP_LTZ(3))
FROM (
  SELECT service, window_start, window_end, lines, SUM(lines) OVER eight AS all_lines, COUNT(*) OVER eight AS days
  FROM (
    SELECT service.name AS service, window_start, window_end, window_time, COUNT(*) AS lines,
      DATE_FORMAT(window_start, 'HH:mm') AS slot
    FROM TABLE(TUMBLE(TABLE logs, DESCRIPTOR(ts), INTERVAL '5' MINUTE))
    WHERE service.name IS NOT NULL
    GROUP BY service.name, window_start, window_end, window_time
  )
  WINDOW eight AS (PARTITION BY service, slot ORDER BY window_time ROWS BETWEEN 7 PRECEDING AND CURRENT ROW)
)
WHERE days > 1
  AND (lines * (days - 1) >= 3 * (all_lines - lines) OR 3 * lines * (days - 1) <= all_lines - lines)
  AND ABS(lines * (days - 1) - (all_lines - lines)) >= 10 * (days - 1);
