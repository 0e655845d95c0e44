-- Which log-in worked after the same address had failed three times in the ten minutes before?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT worked.ts, worked.source.ip AS source_ip, worked.`user`.name AS account, COUNT(*) AS failures_before
FROM logs AS worked
JOIN logs AS failed ON failed.source.ip = worked.source.ip AND failed.ts BETWEEN worked.ts - INTERVAL '10' MINUTE AND worked.ts
WHERE worked.event.action = 'ssh_login' AND worked.event.outcome = 'success' AND failed.event.action = 'ssh_login' AND failed.event.outcome = 'failure'
GROUP BY worked.ts, worked.source.ip, worked.`user`.name
HAVING COUNT(*) >= 3
ORDER BY worked.ts;
