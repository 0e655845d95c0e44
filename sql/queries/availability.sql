-- How available was each service, in percent of the requests answered?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT service, COUNT(*) AS requests, ROUND(100.0 * SUM(CASE WHEN status < 500 THEN 1 ELSE 0 END) / COUNT(*), 3) AS availability_percent
FROM web_requests
GROUP BY service
ORDER BY availability_percent;
