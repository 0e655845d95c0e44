-- What did the live page show? The last row of each metric and second; rows taken back are left out.
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT metric, `of`, ts, `value`
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY metric, `of`, `second` ORDER BY `offset` DESC) AS newest FROM metrics_live
)
WHERE newest = 1 AND `value` IS NOT NULL
ORDER BY metric, `of`, ts;
