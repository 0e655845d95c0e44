-- Give analysts the access log of the payment service in topic logs.security, beside logs.
-- only => TRUE takes the events out of logs, and so out of the index.
-- Undo: routing.undo.sql
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, datasets, services, topic)
VALUES ('payment-to-security', 'routing', ARRAY['nginx'], ARRAY['payment'], 'logs.security');
