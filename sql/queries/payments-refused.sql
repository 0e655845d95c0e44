-- Why are payments refused, and how much money is that?
USE history;
SET 'execution.runtime-mode' = 'batch';

SELECT reason, currency, COUNT(*) AS refusals, SUM(amount) / 100.0 AS amount
FROM payments_refused
GROUP BY reason, currency
ORDER BY refusals DESC, reason;
