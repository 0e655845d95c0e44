-- Which flows are the same connection as one seen in another tool, by its community id?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT source.ip AS source_ip, source.port AS source_port, destination.ip AS destination_ip, destination.port AS destination_port, COUNT(*) AS flows
FROM flows
WHERE COMMUNITY_ID(transport, source.ip, source.port, destination.ip, destination.port) = COMMUNITY_ID('tcp', '203.0.113.50', 443, '10.0.0.20', 40000)
GROUP BY source.ip, source.port, destination.ip, destination.port;
