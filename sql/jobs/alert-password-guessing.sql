-- An alert by SQL: an address with five failed log-ins or more within five minutes, looked at each minute. The alert has
-- one id for each address: a later minute is a new state of it.
SET 'pipeline.name' = 'sql-alert-password-guessing';

INSERT INTO new_alerts
SELECT
  source_ip, 1, CONCAT('sql-password-guessing:', source_ip), 'sql-password-guessing', 'access',
  score, score,
  CASE WHEN score >= 0.9 THEN 'critical' WHEN score >= 0.7 THEN 'high' ELSE 'medium' END,
  ROW('T1110', 'Brute Force'), ROW(source_ip), ROW(CAST(NULL AS STRING), CAST(NULL AS INT), CAST(NULL AS STRING)), account,
  first_seen, last_seen, failures,
  CONCAT(CAST(failures AS STRING), ' failed log-ins to ', CAST(accounts AS STRING), ' accounts on ', CAST(hosts AS STRING), ' hosts'),
  MAP['failures', score], MAP['failures', score], evidence
FROM (
  SELECT source_ip, MAX(account) AS account, MIN(ts) AS first_seen, MAX(ts) AS last_seen, COUNT(*) AS failures,
    COUNT(DISTINCT account) AS accounts, COUNT(DISTINCT host) AS hosts,
    -- Five are often a person who forgot, 25 hardly ever.
    LEAST(0.95e0, 0.4e0 + 0.025e0 * (COUNT(*) - 5)) AS score,
    ARRAY_SLICE(ARRAY_AGG(id), 1, 16) AS evidence
  FROM TABLE(HOP(TABLE failed_logins, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '5' MINUTE))
  GROUP BY source_ip, window_start, window_end
)
WHERE failures >= 5;
