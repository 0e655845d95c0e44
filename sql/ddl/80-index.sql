-- database: live, history
-- The index in Elasticsearch. What is read is what is there when the query starts. A hint says what is asked of the index itself:
-- SELECT * FROM logs_index /*+ OPTIONS('query' = 'log.level:error AND "timed out"') */

CREATE TABLE logs_index
COMMENT 'Events in the index: for what the query option can find there and Kafka no longer holds'
WITH (
  'connector' = 'logstream-index',
  'nodes' = '${elasticsearch}',
  'index' = 'logstream-logs-*',
  'format' = 'json',
  'json.ignore-parse-errors' = 'true',
  'json.timestamp-format.standard' = 'ISO-8601'
)
LIKE logs (EXCLUDING ALL);

CREATE TABLE findings_index (
  id STRING COMMENT 'a finding written again takes its own place',
  job STRING,
  subject STRING,
  measure STRING,
  `value` DOUBLE,
  text STRING,
  `from` TIMESTAMP_LTZ(3),
  `to` TIMESTAMP_LTZ(3),
  PRIMARY KEY (id) NOT ENFORCED
) COMMENT 'Findings to be searched, to write to and to read: index logstream-findings'
WITH (
  'connector' = 'logstream-index',
  'nodes' = '${elasticsearch}',
  'index' = 'logstream-findings',
  'brokers' = '${brokers}',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);
