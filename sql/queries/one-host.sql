-- What has one host done on the network? Put its address in.
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT destination.ip AS destination_ip, destination.port AS port, layer, verdict, COUNT(*) AS flows, SUM(source.`bytes`) AS sent, SUM(destination.`bytes`) AS received
FROM flows
WHERE source.ip = '10.0.0.30'
GROUP BY destination.ip, destination.port, layer, verdict
ORDER BY flows DESC;
