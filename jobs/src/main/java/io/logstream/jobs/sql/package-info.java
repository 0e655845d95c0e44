/**
 * LogStream's functions for Flink SQL: each a thin shell around the domain code that the jobs use,
 * so that a query and a job give the same answer. {@code sql/ddl/00-functions.sql} names them.
 *
 * <p>An argument that is NULL or not of the kind expected gives NULL: in a query over a million
 * lines one odd value must not end the query.
 */
package io.logstream.jobs.sql;
