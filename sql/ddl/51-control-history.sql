-- database: history
-- The same compacted topics for queries that end: every version of a row that compaction has left, and by views the last
-- one of each key. Database live has the tables that are written to.

CREATE TABLE control_log (
  id STRING,
  row_json STRING COMMENT 'the row; NULL: taken away',
  topic STRING METADATA VIRTUAL,
  `offset` BIGINT METADATA VIRTUAL,
  ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL COMMENT 'when it was written'
) COMMENT 'Every row of the control topics, in the order written'
WITH (
  'connector' = 'kafka',
  'topic' = 'control.reference;control.rules;control.thresholds;control.patterns',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'key.format' = 'raw',
  'key.fields' = 'id',
  'value.format' = 'raw',
  'value.fields-include' = 'EXCEPT_KEY'
);

CREATE TABLE user_state_log (
  `user` STRING,
  state_json STRING COMMENT 'the state; NULL: forgotten',
  `partition` INT METADATA VIRTUAL,
  `offset` BIGINT METADATA VIRTUAL,
  ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL
) COMMENT 'Every state of users that compaction has left'
WITH (
  'connector' = 'kafka',
  'topic' = 'user-state',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.group.id' = 'sql',
  'scan.startup.mode' = '${startup}',
  'scan.bounded.mode' = '${bounded}',
  'key.format' = 'raw',
  'key.fields' = 'user',
  'value.format' = 'raw',
  'value.fields-include' = 'EXCEPT_KEY'
);

CREATE VIEW control_rows COMMENT 'The rows in force: what was written last of each id and not taken away' AS
SELECT topic, id, JSON_VALUE(row_json, '$.kind') AS kind, row_json,
  JSON_VALUE(row_json, '$.author') AS author, ts AS written
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY topic, id ORDER BY `offset` DESC) AS newest FROM control_log
)
WHERE newest = 1 AND row_json IS NOT NULL AND COALESCE(JSON_VALUE(row_json, '$.deleted'), 'false') <> 'true';

CREATE VIEW user_state COMMENT 'The last state of each user' AS
SELECT
  `user`,
  JSON_VALUE(state_json, '$.account') AS account,
  JSON_QUERY(state_json, '$.balances') AS balances,
  CAST(JSON_VALUE(state_json, '$.settled') AS BIGINT) AS settled,
  CAST(JSON_VALUE(state_json, '$.refused') AS BIGINT) AS refused,
  JSON_VALUE(state_json, '$.ride') AS ride,
  JSON_VALUE(state_json, '$.phase') AS phase
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY `user` ORDER BY `offset` DESC) AS newest FROM user_state_log
)
WHERE newest = 1 AND state_json IS NOT NULL;

CREATE VIEW current_alerts COMMENT 'The last state of each alert that still holds' AS
SELECT id, kind, family, score, worth, severity, technique, source, destination, first_seen, last_seen, explanation, evidence
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY `offset` DESC) AS newest FROM alerts
)
WHERE newest = 1 AND score > 0;

CREATE VIEW current_incidents COMMENT 'The last state of each incident' AS
SELECT incident.id AS id, incident.state AS state, incident.`start` AS `start`, incident.`end` AS `end`, incident.score AS score, root_causes, timeline
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY incident.id ORDER BY `offset` DESC) AS newest FROM incidents
)
WHERE newest = 1;

CREATE VIEW current_dependencies COMMENT 'The last window of each edge' AS
SELECT caller, callee, kind, calls, errors, client, server, rate, ts
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY caller, callee ORDER BY ts DESC, `offset` DESC) AS newest FROM dependencies
)
WHERE newest = 1;
