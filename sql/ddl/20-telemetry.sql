-- database: live, history
-- What the ingest job derives from events.

CREATE TABLE calls (
  id STRING COMMENT 'event.id of the event that it comes from',
  side STRING COMMENT 'who reports: client, server, unknown',
  kind STRING COMMENT 'what was called: service, database, messaging, external',
  caller STRING COMMENT 'NULL where the callee does not know it',
  callee STRING,
  operation STRING COMMENT 'such as GET /orders/{id}',
  `trace` STRING,
  span STRING,
  parent STRING COMMENT 'span of the work that asked for it',
  `start` BIGINT COMMENT 'nanoseconds since the epoch',
  duration BIGINT COMMENT 'nanoseconds',
  failed BOOLEAN,
  `bytes` BIGINT,
  duration_ms AS duration / 1e6 COMMENT 'milliseconds',
  ts AS TO_TIMESTAMP_LTZ(`start` / 1000000, 3) COMMENT 'when it began',
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) COMMENT 'One side''s report of one call between services: topic calls'
WITH (
  'connector' = 'kafka',
  'topic' = 'calls',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE flows (
  id STRING COMMENT 'event.id of the event that it comes from',
  layer STRING COMMENT 'connection, dns, http, tls, login, other',
  connection STRING COMMENT 'the observer''s id of the connection',
  `start` TIMESTAMP_LTZ(3),
  duration BIGINT COMMENT 'nanoseconds',
  transport STRING,
  service STRING COMMENT 'application protocol by content',
  source ROW<ip STRING, port INT, `bytes` BIGINT, packets BIGINT> COMMENT 'bytes and packets sent by this side',
  destination ROW<ip STRING, port INT, `bytes` BIGINT, packets BIGINT> COMMENT 'bytes and packets sent by this side',
  verdict STRING COMMENT 'allowed, denied, unknown',
  state STRING COMMENT 'attempted, rejected, established, unknown',
  names ROW<question STRING, question_type STRING, response_code STRING, server_name STRING, host STRING, url STRING, `method` STRING, status INT, user_agent STRING, ja3 STRING, `hash` STRING>,
  `user` STRING,
  observer STRING,
  ts AS `start` COMMENT 'when it began, with a watermark',
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) COMMENT 'One observation of a network connection: topic flows'
WITH (
  'connector' = 'kafka',
  'topic' = 'flows',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE changes (
  id STRING,
  kind STRING COMMENT 'deploy, rollback, config, flag, scale, restart',
  service STRING,
  version STRING,
  previous_version STRING,
  environment STRING,
  `at` BIGINT COMMENT 'nanoseconds since the epoch',
  `by` STRING COMMENT 'who did it',
  description STRING,
  ts AS TO_TIMESTAMP_LTZ(`at` / 1000000, 3) COMMENT 'when it was made',
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) COMMENT 'Deploys, rollbacks, changes of configuration, flag and scale: topic changes'
WITH (
  'connector' = 'kafka',
  'topic' = 'changes',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);
