-- A sequence: three failed log-ins or more of one address and then one that works, within ten minutes.
SET 'pipeline.name' = 'sql-break-in';

INSERT INTO findings
SELECT
  CONCAT_WS('|', 'break-in', source_ip, CAST(worked_at AS STRING)),
  'break-in',
  source_ip,
  'failed log-ins before',
  CAST(failures AS DOUBLE),
  CONCAT('log-in as ', account, ' after ', CAST(failures AS STRING), ' failures'),
  began,
  worked_at
FROM (
  SELECT source.ip AS source_ip, `user`.name AS account, event.outcome AS outcome, ts
  FROM logs
  WHERE event.action = 'ssh_login'
)
MATCH_RECOGNIZE (
  PARTITION BY source_ip
  ORDER BY ts
  MEASURES
    FIRST(FAILED.ts) AS began,
    COUNT(FAILED.outcome) AS failures,
    WORKED.account AS account,
    WORKED.ts AS worked_at
  ONE ROW PER MATCH
  AFTER MATCH SKIP PAST LAST ROW
  PATTERN (FAILED{3,} WORKED) WITHIN INTERVAL '10' MINUTE
  DEFINE
    FAILED AS FAILED.outcome = 'failure',
    WORKED AS WORKED.outcome = 'success'
);
