-- What does the site answer, by path and status?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT path, status, COUNT(*) AS requests
FROM web_requests
GROUP BY path, status
ORDER BY path, status;
