-- Who is refused by the firewall, and how many ports and hosts do they try?
USE history;
SET 'execution.runtime-mode' = 'batch';
SET 'restart-strategy.type' = 'none';

SELECT source_ip, COUNT(*) AS denied, COUNT(DISTINCT destination_port) AS ports, COUNT(DISTINCT destination_ip) AS hosts
FROM denied_flows
GROUP BY source_ip
ORDER BY denied DESC;
