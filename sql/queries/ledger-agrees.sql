-- Does the ledger hold what was settled? Settlements that it lacks, or has with another amount.
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT s.id AS settlement, s.amount AS settled, booked.amount AS booked
FROM payments_settled AS s
LEFT JOIN (
  -- What leaves one account is what the others get.
  SELECT settlement, -SUM(LEAST(amount, CAST(0 AS BIGINT))) AS amount
  FROM ledger_entry
  GROUP BY settlement
) AS booked ON booked.settlement = s.id
WHERE booked.amount IS NULL OR booked.amount <> s.amount
ORDER BY settlement;
