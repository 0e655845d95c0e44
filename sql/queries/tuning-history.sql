-- Who changed what: every row written to the control topics, in order.
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT topic, id, JSON_VALUE(row_json, '$.kind') AS kind, COALESCE(JSON_VALUE(row_json, '$.deleted'), 'false') AS deleted,
  JSON_VALUE(row_json, '$.author') AS author
FROM control_log
ORDER BY topic, `offset`;
