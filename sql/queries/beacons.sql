-- Which hosts call out as regularly as a clock? Groups of fewer than eight connections are not judged.
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT source.ip AS source_ip, destination.ip AS destination_ip, COUNT(*) AS contacts, BEACON_SCORE(ts, source.`bytes`) AS score
FROM flows
GROUP BY source.ip, destination.ip
HAVING COUNT(*) >= 8
ORDER BY score DESC
LIMIT 20;
