-- Takes the pattern of pattern.sql away.
SET 'table.dml-sync' = 'true';

INSERT INTO live.control_patterns (id, kind, deleted) VALUES ('flags-then-errors', 'pattern', TRUE);
