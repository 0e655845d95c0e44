-- Incidents whose likeliest cause was changed in the half hour before: an interval join, whose state is as long as its
-- interval.
SET 'pipeline.name' = 'sql-incident-after-change';

INSERT INTO findings
SELECT
  CONCAT_WS('|', 'incident-after-change', i.id, i.state, c.id),
  'incident-after-change',
  i.service,
  'seconds between change and incident',
  CAST(TIMESTAMPDIFF(SECOND, c.ts, i.ts) AS DOUBLE),
  CONCAT_WS(' ', 'incident', i.id, i.state, 'after', c.kind, c.version, 'by', c.`by`),
  CAST(c.ts AS TIMESTAMP_LTZ(3)),
  CAST(i.ts AS TIMESTAMP_LTZ(3))
FROM (
  SELECT incident.id AS id, incident.state AS state, root_causes[1].service AS service, ts FROM incidents
) AS i
JOIN changes AS c
  ON c.service = i.service AND c.ts BETWEEN i.ts - INTERVAL '30' MINUTE AND i.ts;
