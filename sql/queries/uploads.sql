-- Who sent most to the outside? Networks of one's own are left out: put yours in.
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT source.ip AS source_ip, destination.ip AS destination_ip, SUM(source.`bytes`) AS bytes_out
FROM flows
WHERE NOT CIDR_MATCH(destination.ip, '10.0.0.0/8') AND CIDR_MATCH(source.ip, '10.0.0.0/8')
GROUP BY source.ip, destination.ip
ORDER BY bytes_out DESC
LIMIT 20;
