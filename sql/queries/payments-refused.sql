-- Why are payments refused, and how much money is that?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT reason, currency, COUNT(*) AS refusals, SUM(amount) / 1e2 AS amount
FROM payments_refused
GROUP BY reason, currency
ORDER BY refusals DESC, reason;
