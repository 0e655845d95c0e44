-- Who was paid how much, and what did the platform keep?
USE history;
SET 'execution.runtime-mode' = 'batch';

SELECT payee, currency, COUNT(*) AS payments, SUM(amount) / 100.0 AS amount, SUM(fee) / 100.0 AS fees
FROM payments_settled
GROUP BY payee, currency
ORDER BY amount DESC;
