-- Refuse web requests without a known method: they become dead letters, to be replayed once their sender is mended.
-- mode 'tag' lets them through with a tag; 'off' rests the rule.
-- Undo: validation.undo.sql
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_rules (id, kind, dataset, `mode`, allowed)
VALUES ('web-methods', 'validation', 'nginx', 'reject', MAP['http.request.method', ARRAY['GET', 'HEAD', 'POST', 'PUT', 'DELETE']]);
