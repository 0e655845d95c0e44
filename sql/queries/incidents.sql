-- What broke, when, and what is the likeliest cause?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT id, state, TIMESTAMPDIFF(SECOND, `start`, `end`) AS seconds, score, root_causes[1].service AS cause, root_causes[1].kind AS kind, root_causes[1].location AS location
FROM current_incidents
ORDER BY score DESC;
