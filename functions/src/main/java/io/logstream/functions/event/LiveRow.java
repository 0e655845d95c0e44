package io.logstream.functions.event;

import java.util.OptionalLong;

/**
 * One value of one second: the record of topic {@code metrics.live}, key: the metric. A later row
 * of the same metric, label and second replaces an earlier one. Its JSON is {@link LiveRowJson}'s,
 * its schema {@code schema/live-row.v1.json}.
 *
 * @param metric {@link Metric#id()}
 * @param of what the value is of: a service, a reason, a quantile; empty where there is only one
 * @param second since the epoch
 * @param value empty where the row is taken back: late data has put another in its place
 */
public record LiveRow(String metric, String of, long second, OptionalLong value) {}
