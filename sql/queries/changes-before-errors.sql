-- What was changed in the quarter of an hour before the first failure of each service?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT first_failure.service AS failing, c.service AS changed, c.kind, c.version, c.`by`, TIMESTAMPDIFF(SECOND, c.ts, first_failure.ts) AS seconds_before
FROM (SELECT service, MIN(ts) AS ts FROM errors GROUP BY service) AS first_failure
JOIN changes AS c ON c.ts BETWEEN first_failure.ts - INTERVAL '15' MINUTE AND first_failure.ts
ORDER BY failing, seconds_before;
