-- Which names that do not exist look as if an algorithm had made them?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT client, COUNT(*) AS names, MIN(DGA_SCORE(name)) AS least_score, MIN(ENTROPY(name)) > 3 AS looks_random
FROM (SELECT DISTINCT client, name FROM dns_questions WHERE response_code = 'NXDOMAIN')
WHERE DGA_SCORE(name) > 0.5
GROUP BY client
ORDER BY names DESC;
