-- Add a Sigma rule: a connection to a port that nobody here serves.
-- Undo: sigma.undo.sql
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, `rule`) VALUES ('shell-port', 'sigma', '
title: Shell on a port of its own
id: shell-port
level: high
tags: [attack.t1571]
logsource: {category: firewall}
detection:
  selection: {dst_port: 4444}
  condition: selection
');
