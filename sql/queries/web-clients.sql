-- Who asks most, with which tool?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT client, USER_AGENT(user_agent).name AS tool, COUNT(*) AS requests, SUM(`bytes`) AS body_bytes
FROM web_requests
GROUP BY client, USER_AGENT(user_agent).name
ORDER BY requests DESC, client
LIMIT 20;
