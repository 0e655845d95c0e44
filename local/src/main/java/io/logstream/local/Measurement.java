package io.logstream.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/**
 * One figure of a benchmark over its runs: {@code {"bench","measure","value","peer","peer_value",
 * "ratio","runs","min","max"}}. The value is the median; the ratio is ours ÷ the peer's in the same
 * run, again the median; the unit is in the measure's name.
 *
 * @param bench the benchmark's name
 * @param measure what was measured, with its unit, such as {@code events_per_s}
 * @param peer what it is held against; empty where there is none
 * @param values ours, one a run
 * @param peerValues the peer's, one a run, in the same order; empty without a peer
 */
public record Measurement(
    String bench, String measure, String peer, double[] values, double[] peerValues) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Checks that each run of ours has one of the peer's. */
  public Measurement {
    if (values.length == 0 || !peer.isEmpty() && values.length != peerValues.length) {
      throw new IllegalArgumentException(
          "%s: expected a value of ours and of the peer for each run, found %d and %d"
              .formatted(measure, values.length, peerValues.length));
    }
  }

  /** A figure without a peer. */
  public static Measurement alone(String bench, String measure, double... values) {
    return new Measurement(bench, measure, "", values, new double[0]);
  }

  /** The median of the values. */
  public double value() {
    return median(values);
  }

  /** The median of ours ÷ the peer's, run by run. */
  public double ratio() {
    double[] ratios = new double[values.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = values[i] / peerValues[i];
    }
    return median(ratios);
  }

  /** One line of JSON. */
  public String toJson() {
    ObjectNode json = JSON.createObjectNode().put("bench", bench).put("measure", measure);
    json.put("value", rounded(value()));
    if (!peer.isEmpty()) {
      json.put("peer", peer);
      json.put("peer_value", rounded(median(peerValues)));
      json.put("ratio", rounded(ratio()));
    }
    json.put("runs", values.length);
    json.put("min", rounded(Arrays.stream(values).min().orElseThrow()));
    json.put("max", rounded(Arrays.stream(values).max().orElseThrow()));
    return json.toString();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Three digits behind the point are more than any of these figures is good for. */
  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
