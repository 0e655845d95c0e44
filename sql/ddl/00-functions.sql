-- database: functions
-- LogStream's own functions, for every database. What they do with odd values: NULL, never an error.

CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS NORMALIZE_LINE AS 'io.logstream.jobs.sql.NormalizeLine';
CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS TEMPLATE AS 'io.logstream.jobs.sql.TemplateOf';
CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS CIDR_MATCH AS 'io.logstream.jobs.sql.CidrMatch';
CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS COMMUNITY_ID AS 'io.logstream.jobs.sql.CommunityIdOf';
CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS REGISTERED_DOMAIN AS 'io.logstream.jobs.sql.RegisteredDomain';
CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS USER_AGENT AS 'io.logstream.jobs.sql.UserAgent';
CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS ENTROPY AS 'io.logstream.jobs.sql.Entropy';
CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS DGA_SCORE AS 'io.logstream.jobs.sql.DgaScore';
CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS BEACON_SCORE AS 'io.logstream.jobs.sql.BeaconScoreOf';
CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS DISTINCT_SKETCH AS 'io.logstream.jobs.sql.DistinctSketch';
