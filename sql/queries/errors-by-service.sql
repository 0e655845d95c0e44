-- Which services fail most, and with what?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT service, error_type, COUNT(*) AS failures, COUNT(DISTINCT trace_id) AS traces
FROM errors
GROUP BY service, error_type
ORDER BY failures DESC, service;
