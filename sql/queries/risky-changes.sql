-- Which changes were the riskiest, and who was expected to feel them most?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT change.id AS change_id, change.kind AS kind, change.service AS service, state, risk, affected[1].service AS feels_it
FROM change_impact
ORDER BY risk DESC
LIMIT 20;
