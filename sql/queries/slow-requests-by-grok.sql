-- How long do lines of a service say that things took? GROK takes numbers out of messages that
-- no parser knows.
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT service, COUNT(*) AS lines, QUANTILE_SKETCH(CAST(ms AS DOUBLE), 0.5e0) AS half_ms, MAX(CAST(ms AS DOUBLE)) AS longest_ms
FROM (
  SELECT service.name AS service, GROK(message, 'after %{INT:ms} ms')['ms'] AS ms FROM logs
)
WHERE ms IS NOT NULL
GROUP BY service
ORDER BY service;
