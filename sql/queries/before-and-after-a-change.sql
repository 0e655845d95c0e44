-- What did a change do to the calls of its service: five minutes before, five after?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT c.service, c.version, k.caller, IF(k.ts < c.ts, 'before', 'after') AS phase, COUNT(*) AS calls, ROUND(AVG(k.duration_ms), 1) AS mean_ms, SUM(CASE WHEN k.failed THEN 1 ELSE 0 END) AS failures
FROM changes AS c
JOIN calls AS k ON k.callee = c.service AND k.ts BETWEEN c.ts - INTERVAL '5' MINUTE AND c.ts + INTERVAL '5' MINUTE
WHERE c.kind = 'deploy'
GROUP BY c.service, c.version, k.caller, IF(k.ts < c.ts, 'before', 'after')
ORDER BY c.service, phase DESC;
