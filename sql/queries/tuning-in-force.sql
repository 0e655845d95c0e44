-- Which control rows are in force, and since when? (control_log has every change.)
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT topic, id, kind, row_json
FROM control_rows
ORDER BY topic, id;
