-- Is a service using up its error budget too fast? The objective is 99.9 % of web requests answered below 500. A burn rate of
-- 14.4 spends two per cent of a month's budget in an hour. It must hold for the hour, which makes it matter, and for
-- the last five minutes, which makes it end when the fault does (Site Reliability Workbook, chapter 5).
SET 'pipeline.name' = 'sql-slo-burn-rate';
-- Each side waits for the other's window of the same end, which comes within minutes.
SET 'table.exec.state.ttl' = '2 h';

INSERT INTO findings
SELECT
  CONCAT_WS('|', 'slo-burn-rate', hour_long.service, CAST(hour_long.window_end AS STRING)),
  'slo-burn-rate',
  hour_long.service,
  'burn rate over an hour',
  hour_long.burn,
  CONCAT(hour_long.service, ' spends its error budget ', CAST(ROUND(hour_long.burn, 1) AS STRING), ' times as fast as it may'),
  CAST(hour_long.window_start AS TIMESTAMP_LTZ(3)),
  CAST(hour_long.window_end AS TIMESTAMP_LTZ(3))
FROM (
  SELECT service, window_start, window_end, AVG(CASE WHEN status >= 500 THEN 1.0e0 ELSE 0.0e0 END) / 0.001e0 AS burn
  FROM TABLE(HOP(TABLE web_requests, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' HOUR))
  GROUP BY service, window_start, window_end
) AS hour_long
JOIN (
  SELECT service, window_end, AVG(CASE WHEN status >= 500 THEN 1.0e0 ELSE 0.0e0 END) / 0.001e0 AS burn
  FROM TABLE(HOP(TABLE web_requests, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '5' MINUTE))
  GROUP BY service, window_start, window_end
) AS lately
ON hour_long.service = lately.service AND hour_long.window_end = lately.window_end
WHERE hour_long.burn > 14.4 AND lately.burn > 14.4;
