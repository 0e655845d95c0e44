-- Who sends lines, and how do they come?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT service, transport, COUNT(*) AS lines, COUNT(DISTINCT peer) AS senders
FROM logs_raw
GROUP BY service, transport
ORDER BY lines DESC;
