-- What do the errors say once their numbers and names are taken out? (TEMPLATE learns: the count of a kind, not its wording, is exact.)
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT service, TEMPLATE(message) AS what, COUNT(*) AS times
FROM errors
WHERE level IS NOT NULL
GROUP BY service, TEMPLATE(message)
ORDER BY times DESC
LIMIT 20;
