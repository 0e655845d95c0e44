-- database: live, history
-- What talks to what, what a change may break, and the figures of the live page.

CREATE TABLE dependencies (
  caller STRING,
  callee STRING COMMENT 'name or address of what is called',
  kind STRING COMMENT 'service, database, messaging, external',
  `start` BIGINT COMMENT 'of the window, nanoseconds since the epoch',
  `end` BIGINT COMMENT 'of the window, exclusive',
  calls BIGINT,
  errors BIGINT,
  client ROW<p50_ms DOUBLE, p95_ms DOUBLE, p99_ms DOUBLE> COMMENT 'as the caller saw it',
  server ROW<p50_ms DOUBLE, p95_ms DOUBLE, p99_ms DOUBLE> COMMENT 'as the callee saw it',
  `bytes` BIGINT,
  rate DOUBLE COMMENT 'calls a second, the newer the heavier',
  `partition` INT METADATA VIRTUAL,
  `offset` BIGINT METADATA VIRTUAL,
  ts AS TO_TIMESTAMP_LTZ(`end` / 1000000, 3) COMMENT 'the end of the window',
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) COMMENT 'Windows of the edges between services, each state of each: topic dependencies'
WITH (
  'connector' = 'kafka',
  'topic' = 'dependencies',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE dependency_events (
  kind STRING COMMENT 'appeared, vanished, returned, degraded, recovered',
  caller STRING,
  callee STRING,
  `at` BIGINT COMMENT 'nanoseconds since the epoch',
  reason STRING COMMENT 'in words, with the numbers',
  ts AS TO_TIMESTAMP_LTZ(`at` / 1000000, 3),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) COMMENT 'What became of edges: topic dependencies.events'
WITH (
  'connector' = 'kafka',
  'topic' = 'dependencies.events',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE change_impact (
  state STRING COMMENT 'expected, observed',
  change ROW<id STRING, kind STRING, service STRING, version STRING, `at` BIGINT, `by` STRING>,
  risk DOUBLE COMMENT 'harm times criticality',
  harm DOUBLE COMMENT 'chance that it does harm',
  criticality DOUBLE COMMENT 'share of the requests that enter the system which need the service',
  expected_loss DOUBLE COMMENT 'requests a second that are expected to fail or to be slow',
  affected ARRAY<ROW<`rank` INT, service STRING, probability DOUBLE, expected_loss DOUBLE, hops INT, moved BOOLEAN, latency_ratio DOUBLE>> COMMENT 'who feels it, the likeliest first',
  advice ARRAY<STRING>,
  brier DOUBLE COMMENT 'observed: of this change''s predictions',
  `offset` BIGINT METADATA VIRTUAL,
  ts AS TO_TIMESTAMP_LTZ(change.`at` / 1000000, 3) COMMENT 'when the change was made',
  WATERMARK FOR ts AS ts - INTERVAL '30' SECOND
) COMMENT 'What changes may break and what they did: topic change-impact'
WITH (
  'connector' = 'kafka',
  'topic' = 'change-impact',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE metrics_live (
  metric STRING,
  `of` STRING COMMENT 'a service, a reason, a quantile; NULL where there is only one',
  `second` BIGINT COMMENT 'since the epoch, event time',
  `value` BIGINT COMMENT 'NULL: the row is taken back',
  `offset` BIGINT METADATA VIRTUAL,
  ts AS TO_TIMESTAMP_LTZ(`second`, 0),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) COMMENT 'Roll-ups of one second, corrected by later rows: topic metrics.live'
WITH (
  'connector' = 'kafka',
  'topic' = 'metrics.live',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);
