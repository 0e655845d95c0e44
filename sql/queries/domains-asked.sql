-- Which registered domains are asked for, by how many hosts?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT registered_domain, COUNT(*) AS questions, COUNT(DISTINCT client) AS clients
FROM dns_questions
GROUP BY registered_domain
ORDER BY questions DESC, registered_domain
LIMIT 20;
