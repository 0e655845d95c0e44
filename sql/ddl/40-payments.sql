-- database: live, history
-- Rides and payments. Amounts are in minor units of the currency, such as cents.

CREATE TABLE rides (
  id STRING,
  phase STRING COMMENT 'requested, matched, started, ended',
  `user` STRING,
  ride STRING,
  driver STRING COMMENT 'NULL until there is a match',
  `at` BIGINT COMMENT 'nanoseconds since the epoch',
  ts AS TO_TIMESTAMP_LTZ(`at` / 1000000, 3),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) COMMENT 'Steps of rides: topic rides'
WITH (
  'connector' = 'kafka',
  'topic' = 'rides',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE payments (
  id STRING COMMENT 'of this attempt; NULL: the key',
  key STRING COMMENT 'the client''s idempotency key, the same for all attempts at one payment',
  kind STRING COMMENT 'charge, top_up',
  `user` STRING,
  ride STRING,
  payee STRING,
  amount BIGINT COMMENT 'minor units',
  currency STRING COMMENT 'ISO 4217',
  `at` BIGINT COMMENT 'when the client first asked, nanoseconds since the epoch',
  ts AS TO_TIMESTAMP_LTZ(`at` / 1000000, 3),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) COMMENT 'Payments asked for: topic payments'
WITH (
  'connector' = 'kafka',
  'topic' = 'payments',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE payments_settled (
  id STRING COMMENT 'unique key of the ledger',
  request STRING COMMENT 'id of the attempt that was settled',
  kind STRING,
  `user` STRING,
  account STRING,
  ride STRING,
  payee STRING,
  amount BIGINT COMMENT 'minor units',
  fee BIGINT COMMENT 'the platform''s part of the amount',
  currency STRING,
  balance BIGINT COMMENT 'the user''s after it',
  `at` BIGINT COMMENT 'nanoseconds since the epoch',
  received BIGINT COMMENT 'when it reached Kafka, nanoseconds since the epoch',
  ts AS TO_TIMESTAMP_LTZ(`at` / 1000000, 3),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) COMMENT 'Settled payments, each once: topic payments.settled'
WITH (
  'connector' = 'kafka',
  'topic' = 'payments.settled',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE payments_refused (
  settlement STRING COMMENT 'what the settlement''s id is or would be',
  reason STRING COMMENT 'duplicate, key_reused, insufficient_funds, too_late, ...',
  id STRING,
  key STRING,
  kind STRING,
  `user` STRING,
  ride STRING,
  payee STRING,
  amount BIGINT COMMENT 'minor units',
  currency STRING,
  `at` BIGINT COMMENT 'nanoseconds since the epoch',
  received BIGINT,
  ts AS TO_TIMESTAMP_LTZ(`at` / 1000000, 3),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) COMMENT 'Refused payments: topic payments.refused'
WITH (
  'connector' = 'kafka',
  'topic' = 'payments.refused',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.isolation.level' = 'read_committed',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'scan.watermark.idle-timeout' = '10 s',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);
