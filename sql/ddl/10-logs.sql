-- database: live, history
-- Lines and events. ${startup} and ${bounded} say where reading begins and whether it ends; "logstream sql" sets them:
-- database live goes on for ever, database history ends at what is there when the query starts.

CREATE TABLE logs_raw (
  line STRING COMMENT 'the line as received',
  headers MAP<STRING, BYTES> METADATA VIRTUAL COMMENT 'transport, peer, received, region, key, format, service, host, file, tenant',
  transport AS DECODE(headers['transport'], 'UTF-8') COMMENT 'how it came: syslog+udp, http, frames, ...',
  peer AS DECODE(headers['peer'], 'UTF-8') COMMENT 'the sender, ip:port',
  region AS DECODE(headers['region'], 'UTF-8') COMMENT 'the region that received it',
  `format` AS DECODE(headers['format'], 'UTF-8') COMMENT 'the format that the sender stated',
  service AS DECODE(headers['service'], 'UTF-8') COMMENT 'the service that the sender stated',
  `partition` INT METADATA VIRTUAL,
  `offset` BIGINT METADATA VIRTUAL,
  ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL COMMENT 'when it reached Kafka',
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) COMMENT 'Lines as received: topic logs.raw, the replay window'
WITH (
  'connector' = 'kafka',
  'topic' = 'logs.raw',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'raw'
);

CREATE TABLE logs (
  `@timestamp` TIMESTAMP_LTZ(3) COMMENT 'when it happened',
  message STRING COMMENT 'what it says',
  event ROW<id STRING, dataset STRING, `module` STRING, kind STRING, category ARRAY<STRING>, type ARRAY<STRING>, action STRING, outcome STRING, code STRING, reason STRING, duration BIGINT, severity BIGINT, original STRING> COMMENT 'duration in nanoseconds',
  log ROW<level STRING, logger STRING, file ROW<path STRING>, syslog ROW<appname STRING>> COMMENT 'level in lower case',
  service ROW<name STRING, version STRING, environment STRING> COMMENT 'the service that wrote it',
  host ROW<name STRING, hostname STRING> COMMENT 'the machine that it ran on',
  `trace` ROW<id STRING>,
  `transaction` ROW<id STRING>,
  span ROW<id STRING>,
  http ROW<request ROW<`method` STRING, referrer STRING>, response ROW<status_code BIGINT, body ROW<`bytes` BIGINT>>>,
  url ROW<original STRING, path STRING, `domain` STRING, query STRING>,
  `user` ROW<name STRING, id STRING>,
  user_agent ROW<name STRING, original STRING, version STRING>,
  source ROW<address STRING, ip STRING, port BIGINT, `bytes` BIGINT, packets BIGINT, geo ROW<country_iso_code STRING>, `user` ROW<name STRING>>,
  destination ROW<address STRING, ip STRING, port BIGINT, `bytes` BIGINT, packets BIGINT, `domain` STRING, registered_domain STRING>,
  network ROW<transport STRING, protocol STRING, direction STRING, `bytes` BIGINT, community_id STRING>,
  dns ROW<question ROW<name STRING, type STRING, registered_domain STRING>, response_code STRING>,
  observer ROW<name STRING, vendor STRING, product STRING>,
  rule ROW<name STRING, id STRING>,
  process ROW<name STRING, pid BIGINT>,
  error ROW<message STRING, type STRING, code STRING, stack_trace STRING>,
  tags ARRAY<STRING>,
  `partition` INT METADATA VIRTUAL,
  `offset` BIGINT METADATA VIRTUAL,
  ts AS `@timestamp` COMMENT 'when it happened, with a watermark',
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) COMMENT 'Events in ECS: topic logs'
WITH (
  'connector' = 'kafka',
  'topic' = 'logs',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'json',
  -- A vendor's field of another shape than ours is NULL; the event is there all the same.
  'json.ignore-parse-errors' = 'true',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE logs_routed (
  topic STRING METADATA VIRTUAL
) COMMENT 'Events that routing rules send to topics of their own: logs.security, logs.archive'
WITH (
  'topic' = 'logs.security;logs.archive'
)
LIKE logs (OVERWRITING OPTIONS INCLUDING ALL);

CREATE TABLE logs_dead (
  line STRING COMMENT 'what was refused, as it came',
  headers MAP<STRING, BYTES> METADATA VIRTUAL COMMENT 'dead.* and those that the record had',
  stage AS DECODE(headers['dead.stage'], 'UTF-8') COMMENT 'who refused it: collector, parse, validate, index, control',
  reason AS DECODE(headers['dead.reason'], 'UTF-8') COMMENT 'the kind of refusal: UNPARSABLE, INVALID, TOO_LONG, ...',
  error AS DECODE(headers['dead.error'], 'UTF-8') COMMENT 'what was expected, what came, and where',
  origin AS DECODE(headers['dead.origin'], 'UTF-8') COMMENT 'topic-partition-offset of the record refused',
  `partition` INT METADATA VIRTUAL,
  `offset` BIGINT METADATA VIRTUAL,
  ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) COMMENT 'What a stage refused: topic logs.dead'
WITH (
  'connector' = 'kafka',
  'topic' = 'logs.dead',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'raw'
);
