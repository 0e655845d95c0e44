-- About how many different clients were there, in 4 KiB of memory?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT service, DISTINCT_SKETCH(client) AS clients
FROM web_requests
GROUP BY service;
