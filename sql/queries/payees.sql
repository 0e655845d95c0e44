-- Who was paid how much, and what did the platform keep?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT payee, currency, COUNT(*) AS payments, SUM(amount) / 1e2 AS amount, SUM(fee) / 1e2 AS fees
FROM payments_settled
GROUP BY payee, currency
ORDER BY amount DESC;
