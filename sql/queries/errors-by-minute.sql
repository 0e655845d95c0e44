-- When did the failures begin?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT window_start AS `minute`, COUNT(*) AS failures
FROM TABLE(TUMBLE(TABLE errors, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
GROUP BY window_start, window_end
ORDER BY `minute`;
