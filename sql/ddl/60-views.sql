-- database: live, history
-- What people ask for most.

CREATE VIEW errors COMMENT 'Events that tell of a failure: level error or worse, or status 500 and up' AS
SELECT ts, service.name AS service, host.name AS host, log.level AS level, message, error.type AS error_type, http.response.status_code AS status, `trace`.id AS trace_id, event.id AS id
FROM logs
WHERE log.level IN ('error', 'critical', 'fatal', 'alert', 'emergency') OR http.response.status_code >= 500;

CREATE VIEW web_requests COMMENT 'Requests that a web server or proxy logged' AS
SELECT ts, service.name AS service, http.request.`method` AS `method`, COALESCE(url.path, url.original) AS path, http.response.status_code AS status, http.response.body.`bytes` AS `bytes`, event.duration / 1e6 AS duration_ms, source.ip AS client, user_agent.original AS user_agent, event.id AS id
FROM logs
WHERE http.response.status_code IS NOT NULL;

CREATE VIEW slow_calls COMMENT 'Calls between services that took a second or more' AS
SELECT ts, caller, callee, operation, duration_ms, failed, `trace`, id
FROM calls
WHERE duration >= 1000000000;

CREATE VIEW denied_flows COMMENT 'Connections that a firewall or proxy refused' AS
SELECT ts, source.ip AS source_ip, destination.ip AS destination_ip, destination.port AS destination_port, transport, observer, id
FROM flows
WHERE verdict = 'denied';

CREATE VIEW dns_questions COMMENT 'Names that were looked up' AS
SELECT ts, source.ip AS client, names.question AS name, REGISTERED_DOMAIN(names.question) AS registered_domain, names.question_type AS question_type, names.response_code AS response_code, id
FROM flows
WHERE layer = 'dns' AND names.question IS NOT NULL;

CREATE VIEW dead_letters COMMENT 'What was refused, without the bytes' AS
SELECT ts, stage, reason, error, origin FROM logs_dead;

CREATE VIEW failed_logins COMMENT 'Log-ins that did not succeed' AS
SELECT ts, source.ip AS source_ip, `user`.name AS account, host.name AS host, event.id AS id
FROM logs
WHERE event.action LIKE '%login%' AND event.outcome = 'failure' AND source.ip IS NOT NULL;
