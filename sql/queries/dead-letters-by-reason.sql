-- Why are records refused?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT stage, reason, COUNT(*) AS letters, MIN(error) AS example
FROM dead_letters
GROUP BY stage, reason
ORDER BY letters DESC;
