-- Who calls whom, how often, how slow, how faulty?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT caller, callee, kind, COUNT(*) AS calls, SUM(CASE WHEN failed THEN 1 ELSE 0 END) AS failures, PERCENTILE(duration_ms, 0.95) AS p95_ms
FROM calls
GROUP BY caller, callee, kind
ORDER BY caller, callee;
