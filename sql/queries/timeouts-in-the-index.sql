-- Which services timed out, of all that is still in the index? The query option is asked of Elasticsearch, the rest is done here.
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT service.name AS service, COUNT(*) AS timeouts, MIN(`@timestamp`) AS `first`
FROM logs_index /*+ OPTIONS('query' = 'log.level:error AND message:"timed out"') */
GROUP BY service.name
ORDER BY timeouts DESC;
