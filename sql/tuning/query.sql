-- Be told each minute of services that failed in the last five, by any query of your own, as long as "logstream sql-rules" runs.
-- Without schedule it is a job that never ends; destination => 'alerts' raises alerts.
-- Undo: query.undo.sql
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, schedule, destination, query) VALUES ('failing-services', 'query', 'PT1M', 'findings', '
  SELECT service AS subject, CAST(COUNT(*) AS DOUBLE) AS `value`,
    CONCAT(CAST(COUNT(*) AS STRING), '' failures in five minutes'') AS text, MIN(ts) AS `from`, MAX(ts) AS `to`
  FROM errors
  WHERE ts > CURRENT_TIMESTAMP - INTERVAL ''5'' MINUTE
  GROUP BY service
');
