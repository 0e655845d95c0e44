-- Which threats hold now, the worthiest first?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT id, kind, severity, worth, source.ip AS source_ip, technique.id AS technique
FROM current_alerts
ORDER BY worth DESC;
