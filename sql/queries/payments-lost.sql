-- Which payments have neither been settled nor refused? None should be older than a minute.
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT p.`user`, p.key, p.amount
FROM payments AS p
WHERE NOT EXISTS (SELECT 1 FROM payments_settled AS s WHERE s.`user` = p.`user` AND s.amount = p.amount)
  AND NOT EXISTS (SELECT 1 FROM payments_refused AS r WHERE r.`user` = p.`user` AND r.amount = p.amount)
ORDER BY p.key;
