-- Which rides have begun and not ended?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT ride, `user`, MAX(phase) AS phase, COUNT(*) AS steps
FROM rides
GROUP BY ride, `user`
HAVING SUM(CASE WHEN phase = 'ended' THEN 1 ELSE 0 END) = 0
ORDER BY ride;
