-- How slow is each path? Percentiles in milliseconds.
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT path, COUNT(*) AS requests, PERCENTILE(duration_ms, 0.5) AS p50_ms, PERCENTILE(duration_ms, 0.95) AS p95_ms, MAX(duration_ms) AS max_ms
FROM web_requests
GROUP BY path
ORDER BY path;
