-- Who guesses passwords: failed log-ins by address and account?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT source.ip AS source_ip, `user`.name AS account, COUNT(*) AS failures
FROM logs
WHERE event.action LIKE '%login%' AND event.outcome = 'failure'
GROUP BY source.ip, `user`.name
HAVING COUNT(*) >= 3
ORDER BY failures DESC;
