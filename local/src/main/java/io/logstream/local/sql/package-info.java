/**
 * Flink SQL from the command: the catalogue, a session on the gateway, and how results are shown.
 */
package io.logstream.local.sql;
