-- Put a service into the catalogue: its owner, tier and runbook come with its events.
-- Undo: service.undo.sql
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_reference (id, kind, service, owner, tier, environment, runbook)
VALUES ('service:payment', 'service', 'payment', 'money', '1', 'production', 'https://runbooks.example/payment');
