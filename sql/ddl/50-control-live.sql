-- database: live
-- The compacted topics: a row a key, the last one holds. INSERT INTO a control table changes running jobs within a
-- second; a column left out is absent. A row is taken away by writing its id with deleted = TRUE.

CREATE TABLE control_reference (
  id STRING COMMENT 'unique in the table, whatever the kind',
  kind STRING COMMENT 'asset, service, network, indicator',
  name STRING COMMENT 'asset, network: its name',
  address STRING COMMENT 'asset: an IP address or a network',
  host STRING COMMENT 'asset: its host name',
  cidr STRING COMMENT 'network: such as 10.1.0.0/16',
  service STRING COMMENT 'service: its name, the id by default',
  owner STRING,
  `role` STRING COMMENT 'asset',
  criticality STRING COMMENT 'asset: low, medium, high, critical',
  tier STRING COMMENT 'service',
  environment STRING COMMENT 'service',
  version STRING COMMENT 'service',
  runbook STRING COMMENT 'service: a link',
  `indicator` STRING COMMENT 'indicator: an address, network, domain, URL or hash',
  `list` STRING COMMENT 'indicator: many, a value a line, or STIX 2.1',
  expires STRING COMMENT 'indicator: such as 2030-01-31T00:00:00Z; never by default',
  `source` STRING COMMENT 'indicator: the name of the list, the id by default',
  author STRING COMMENT 'who wrote the row; logstream tune puts the user there',
  deleted BOOLEAN,
  PRIMARY KEY (id) NOT ENFORCED
) COMMENT 'Reference tables: assets, services, networks: topic control.reference'
WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'control.reference',
  'properties.bootstrap.servers' = '${brokers}',
  'key.format' = 'raw',
  'value.format' = 'json',
  'value.json.ignore-parse-errors' = 'true'
);

CREATE TABLE control_rules (
  id STRING,
  kind STRING COMMENT 'validation, sampling, routing, retention, detector, sigma, query',
  dataset STRING COMMENT 'validation: event.dataset; *: all without a rule of their own',
  `mode` STRING COMMENT 'off, tag, reject',
  required ARRAY<STRING> COMMENT 'fields that must have a value',
  allowed MAP<STRING, ARRAY<STRING>> COMMENT 'field and the texts that it may hold',
  `range` MAP<STRING, ARRAY<DOUBLE>> COMMENT 'field and [least, most]',
  datasets ARRAY<STRING> COMMENT 'sampling, routing, retention: values of event.dataset; absent: all',
  services ARRAY<STRING> COMMENT 'sampling, routing: values of service.name; absent: all',
  levels ARRAY<STRING> COMMENT 'sampling, routing: values of log.level; absent: all',
  keep DOUBLE COMMENT 'sampling: the part of traces that is kept, 0 to 1',
  topic STRING COMMENT 'routing: logs.security, logs.archive or another of the job''s routes',
  `only` BOOLEAN COMMENT 'routing: true takes them out of logs and the index',
  days INT COMMENT 'retention: how many days before today stay in the index, 1 to 3650',
  query STRING COMMENT 'query: a SELECT of subject, value, text, from and to',
  schedule STRING COMMENT 'query: how often it is run, such as PT5M; absent: all the time',
  destination STRING COMMENT 'query: findings, alerts',
  severity STRING COMMENT 'query: of its alerts: low, medium, high, critical',
  `rule` STRING COMMENT 'sigma: the rule, YAML',
  enabled BOOLEAN COMMENT 'sigma, query, detector (the id is its name): false rests it',
  author STRING COMMENT 'who wrote the row; logstream tune puts the user there',
  deleted BOOLEAN,
  PRIMARY KEY (id) NOT ENFORCED
) COMMENT 'Rules: topic control.rules'
WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'control.rules',
  'properties.bootstrap.servers' = '${brokers}',
  'key.format' = 'raw',
  'value.format' = 'json',
  'value.json.ignore-parse-errors' = 'true'
);

CREATE TABLE control_thresholds (
  id STRING COMMENT 'the name of the threshold',
  kind STRING COMMENT 'threshold',
  `value` DOUBLE,
  author STRING COMMENT 'who wrote the row; logstream tune puts the user there',
  deleted BOOLEAN,
  PRIMARY KEY (id) NOT ENFORCED
) COMMENT 'Numbers that threat detectors compare with: topic control.thresholds'
WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'control.thresholds',
  'properties.bootstrap.servers' = '${brokers}',
  'key.format' = 'raw',
  'value.format' = 'json',
  'value.json.ignore-parse-errors' = 'true'
);

CREATE TABLE control_patterns (
  id STRING COMMENT 'the pattern''s id',
  kind STRING COMMENT 'pattern',
  `pattern` STRING COMMENT 'the pattern, YAML',
  enabled BOOLEAN COMMENT 'false puts a shipped one out of force',
  author STRING COMMENT 'who wrote the row; logstream tune puts the user there',
  deleted BOOLEAN,
  PRIMARY KEY (id) NOT ENFORCED
) COMMENT 'Patterns of incidents and attacks: topic control.patterns'
WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'control.patterns',
  'properties.bootstrap.servers' = '${brokers}',
  'key.format' = 'raw',
  'value.format' = 'json',
  'value.json.ignore-parse-errors' = 'true'
);

CREATE TABLE user_state (
  `user` STRING,
  account STRING,
  balances MAP<STRING, BIGINT> COMMENT 'minor units by currency',
  settled BIGINT COMMENT 'payments settled',
  refused BIGINT COMMENT 'payments refused, duplicates among them',
  ride STRING COMMENT 'the last ride',
  phase STRING COMMENT 'requested, matched, started, ended',
  ride_at BIGINT,
  updated BIGINT COMMENT 'nanoseconds since the epoch',
  PRIMARY KEY (`user`) NOT ENFORCED
) COMMENT 'The last state of each user: topic user-state'
WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'user-state',
  'properties.bootstrap.servers' = '${brokers}',
  'key.format' = 'raw',
  'value.format' = 'json',
  'value.json.ignore-parse-errors' = 'true'
);
