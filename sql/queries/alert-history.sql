-- How did one alert come about, state by state?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT id, last_seen, score, `count`
FROM alerts
WHERE id = 'scan-1'
ORDER BY `offset`;
