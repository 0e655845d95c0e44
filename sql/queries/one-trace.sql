-- What happened in one request, in order? Put the trace id in the last line but one of each part.
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT ts, 'call' AS what, caller AS service, CONCAT(callee, ' ', operation) AS detail, duration_ms
FROM calls
WHERE `trace` = 't7-1'
UNION ALL
SELECT ts, 'log', service.name, message, CAST(NULL AS DOUBLE)
FROM logs
WHERE `trace`.id = 't7-1'
ORDER BY ts, what;
