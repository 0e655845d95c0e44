-- Which calls between services are slow?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT caller, callee, operation, COUNT(*) AS calls, ROUND(AVG(duration_ms), 1) AS mean_ms
FROM slow_calls
GROUP BY caller, callee, operation
ORDER BY calls DESC, caller;
