-- database: live
-- Where a query raises alerts of its own: what is inserted is an alert like those of the threat job, to the console, to the
-- risk of hosts and to patterns over alerts. The same id again is a new state of the alert; score 0 ends it.

CREATE TABLE new_alerts (
  source_ip STRING COMMENT 'the host that it is about: the record''s key',
  v INT COMMENT 'version of the schema: 1',
  id STRING COMMENT 'the same for all states of one alert',
  kind STRING COMMENT 'a name of your own, such as sql-password-guessing',
  family STRING COMMENT 'control, intelligence, discovery, access, movement, exfiltration, chain',
  score DOUBLE COMMENT '0 to 1: how strongly the data speaks for it',
  worth DOUBLE COMMENT '0 to 1: probability that it is malicious',
  severity STRING COMMENT 'by worth: low, medium from 0.4, high from 0.7, critical from 0.9',
  technique ROW<id STRING, name STRING> COMMENT 'of MITRE ATT&CK',
  source ROW<ip STRING>,
  destination ROW<ip STRING, port INT, `domain` STRING>,
  `user` STRING,
  first_seen TIMESTAMP_LTZ(3),
  last_seen TIMESTAMP_LTZ(3),
  `count` BIGINT COMMENT 'events that it rests on',
  explanation STRING COMMENT 'for a person',
  parts MAP<STRING, DOUBLE> COMMENT 'what the score is made of',
  worth_parts MAP<STRING, DOUBLE> COMMENT 'factors whose product is the worth',
  evidence ARRAY<STRING> COMMENT 'ids of at most 16 events'
) COMMENT 'To write to: alerts raised by SQL, topic alerts'
WITH (
  'connector' = 'kafka',
  'topic' = 'alerts',
  'properties.bootstrap.servers' = '${brokers}',
  'key.format' = 'raw',
  'key.fields' = 'source_ip',
  'value.format' = 'json',
  'value.fields-include' = 'EXCEPT_KEY',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.json.encode.ignore-null-fields' = 'true'
);
