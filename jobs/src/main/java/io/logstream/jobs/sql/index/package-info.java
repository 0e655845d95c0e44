/** The index as a table of Flink SQL: connector {@code logstream-index}. */
package io.logstream.jobs.sql.index;
