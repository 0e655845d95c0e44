-- What talks to what, by the last window of each edge: how often, how slow, how faulty?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT caller, callee, kind, calls, errors, client.p95_ms AS p95_ms
FROM current_dependencies
ORDER BY caller, callee;
