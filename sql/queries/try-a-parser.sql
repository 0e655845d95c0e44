-- What would the ingest job make of a line?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT JSON_VALUE(event, '$.event.dataset') AS dataset, JSON_VALUE(event, '$.http.response.status_code') AS status, JSON_VALUE(event, '$.source.ip') AS client
FROM (
  SELECT NORMALIZE_LINE('198.51.100.7 - - [24/Nov/2026:10:00:00 +0000] "GET /cart?id=3 HTTP/1.1" 500 612 "-" "curl/8.5.0"') AS event
);
