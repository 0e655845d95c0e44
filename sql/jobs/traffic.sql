-- Traffic patterns: requests a minute and the 95th percentile of their times, of each service.
SET 'pipeline.name' = 'sql-traffic';

EXECUTE STATEMENT SET BEGIN
INSERT INTO findings
SELECT CONCAT_WS('|', 'traffic', 'requests', service, CAST(window_end AS STRING)), 'traffic', service, 'requests in a minute', CAST(COUNT(*) AS DOUBLE),
  CAST(NULL AS STRING), CAST(window_start AS TIMESTAMP_LTZ(3)), CAST(window_end AS TIMESTAMP_LTZ(3))
FROM TABLE(TUMBLE(TABLE web_requests, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
GROUP BY service, window_start, window_end;
INSERT INTO findings
SELECT CONCAT_WS('|', 'traffic', 'p95', service, CAST(window_end AS STRING)), 'traffic', service, '95th percentile in ms', PERCENTILE(duration_ms, 0.95),
  CAST(NULL AS STRING), CAST(window_start AS TIMESTAMP_LTZ(3)), CAST(window_end AS TIMESTAMP_LTZ(3))
FROM TABLE(TUMBLE(TABLE web_requests, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
GROUP BY service, window_start, window_end;
END;
