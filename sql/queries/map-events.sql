-- Which edges appeared, vanished, degraded or recovered, and why?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT ts, kind, caller, callee, reason
FROM dependency_events
ORDER BY ts;
