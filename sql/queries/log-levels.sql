-- How noisy is each service, by level?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT service.name AS service, log.level AS level, COUNT(*) AS events
FROM logs
WHERE log.level IS NOT NULL
GROUP BY service.name, log.level
ORDER BY service, level;
