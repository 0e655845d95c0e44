-- Deduplication: of the many states of an alert the first that holds, so that a person is told once a day.
SET 'pipeline.name' = 'sql-alerts-once';
SET 'table.exec.state.ttl' = '1 d';

INSERT INTO findings
SELECT id, 'alerts-once', source_ip, 'worth', worth, CONCAT(kind, ': ', explanation), first_seen, last_seen
FROM (
  SELECT id, source.ip AS source_ip, worth, kind, explanation, first_seen, last_seen,
    ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts ASC) AS place
  FROM alerts
  WHERE score > 0
)
WHERE place = 1;
