-- Visits: the requests of a client until it has been silent for five minutes; those in which something failed.
SET 'pipeline.name' = 'sql-visits';

INSERT INTO findings
SELECT
  CONCAT_WS('|', 'visits', client, CAST(window_start AS STRING)),
  'visits',
  client,
  'requests in a visit with failures',
  CAST(requests AS DOUBLE),
  CONCAT(CAST(failures AS STRING), ' of ', CAST(requests AS STRING), ' requests failed'),
  CAST(window_start AS TIMESTAMP_LTZ(3)),
  CAST(window_end AS TIMESTAMP_LTZ(3))
FROM (
  SELECT client, window_start, window_end, COUNT(*) AS requests, SUM(CASE WHEN status >= 500 THEN 1 ELSE 0 END) AS failures
  FROM TABLE(SESSION(TABLE web_requests PARTITION BY client, DESCRIPTOR(ts), INTERVAL '5' MINUTE))
  GROUP BY client, window_start, window_end
)
WHERE failures > 0;
