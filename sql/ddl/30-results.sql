-- database: live, history
-- What the jobs find. A later record with the same id replaces an earlier one; the views current_* hold the last.

CREATE TABLE alerts (
  id STRING COMMENT 'the same for all states of one alert',
  kind STRING COMMENT 'such as beacon-sni, vertical-scan',
  family STRING COMMENT 'control, intelligence, discovery, access, movement, exfiltration',
  score DOUBLE COMMENT 'how strongly the data speaks for it; 0: no longer holds',
  worth DOUBLE COMMENT 'probability that it is malicious',
  severity STRING COMMENT 'low, medium, high, critical',
  technique ROW<id STRING, name STRING> COMMENT 'of MITRE ATT&CK',
  source ROW<ip STRING>,
  destination ROW<ip STRING, port INT, `domain` STRING>,
  `user` STRING,
  first_seen TIMESTAMP_LTZ(3),
  last_seen TIMESTAMP_LTZ(3),
  `count` BIGINT COMMENT 'flows that it rests on',
  explanation STRING,
  parts MAP<STRING, DOUBLE> COMMENT 'what the score is made of',
  worth_parts MAP<STRING, DOUBLE> COMMENT 'factors whose product is the worth',
  evidence ARRAY<STRING> COMMENT 'event ids',
  `partition` INT METADATA VIRTUAL,
  `offset` BIGINT METADATA VIRTUAL,
  ts AS last_seen COMMENT 'last seen, with a watermark',
  WATERMARK FOR ts AS ts - INTERVAL '30' SECOND
) COMMENT 'States of network threats: topic alerts'
WITH (
  'connector' = 'kafka',
  'topic' = 'alerts',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE incidents (
  incident ROW<id STRING, state STRING, `start` TIMESTAMP_LTZ(3), `end` TIMESTAMP_LTZ(3), score DOUBLE> COMMENT 'state: open, closed',
  root_causes ARRAY<ROW<`rank` INT, service STRING, kind STRING, location STRING, onset TIMESTAMP_LTZ(3), score DOUBLE, evidence ARRAY<STRING>>> COMMENT 'the likeliest first',
  timeline ARRAY<ROW<service STRING, signal STRING, location STRING, onset TIMESTAMP_LTZ(3), strength DOUBLE, `before` DOUBLE, `after` DOUBLE>> COMMENT 'the strongest anomalies, by their onset',
  `partition` INT METADATA VIRTUAL,
  `offset` BIGINT METADATA VIRTUAL,
  ts AS incident.`start` COMMENT 'when it began, with a watermark',
  WATERMARK FOR ts AS ts - INTERVAL '30' SECOND
) COMMENT 'States of incidents and what they may have begun with: topic incidents'
WITH (
  'connector' = 'kafka',
  'topic' = 'incidents',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE findings (
  id STRING COMMENT 'the same if a job finds it again',
  job STRING COMMENT 'the job in SQL that found it',
  subject STRING COMMENT 'service, host or address that it is about',
  measure STRING COMMENT 'what value is, with its unit',
  `value` DOUBLE,
  text STRING COMMENT 'for a person',
  `from` TIMESTAMP_LTZ(3) COMMENT 'first moment that it is about',
  `to` TIMESTAMP_LTZ(3) COMMENT 'last moment that it is about',
  ts AS `to`,
  WATERMARK FOR ts AS ts - INTERVAL '30' SECOND
) COMMENT 'What the jobs of sql/jobs find: topic findings'
WITH (
  'connector' = 'kafka',
  'topic' = 'findings',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'key.format' = 'raw',
  'key.fields' = 'subject',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601'
);
