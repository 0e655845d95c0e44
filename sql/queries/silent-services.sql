-- Which services have written nothing for the last five minutes of the data?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT service, last_line, TIMESTAMPDIFF(SECOND, last_line, newest) AS silent_seconds
FROM (
  SELECT service.name AS service, MAX(ts) AS last_line FROM logs WHERE service.name IS NOT NULL GROUP BY service.name
)
CROSS JOIN (SELECT MAX(ts) AS newest FROM logs)
WHERE last_line < newest - INTERVAL '5' MINUTE
ORDER BY silent_seconds DESC;
