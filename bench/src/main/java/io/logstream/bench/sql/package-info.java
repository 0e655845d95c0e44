/**
 * Jobs of {@code sql/jobs} beside the same logic in Flink's DataStream API. {@link
 * io.logstream.bench.sql.PeerJob} is submitted to the cluster and so sees none of the rest.
 */
package io.logstream.bench.sql;
