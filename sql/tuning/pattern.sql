-- Open an incident when a service reloads its feature flags and then fails three times within two minutes.
-- What a pattern may say: docs/patterns.md.
-- Undo: pattern.undo.sql
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_patterns (id, kind, `pattern`) VALUES ('flags-then-errors', 'pattern', '
id: flags-then-errors
title: "{key} fails since its feature flags were reloaded"
severity: high
fault: change
key: service
within: 2m
explanation: "{key} reloaded its feature flags, and then failed."
runbook: https://runbooks.example/feature-flags
steps:
  - name: reload
    where: { type: log, message: { contains: "feature flags reloaded" } }
  - name: errors
    times: 3
    where: { type: log, log.level: [error, fatal] }
');
