package io.logstream.functions.threat.domain;

import io.logstream.functions.threat.DomainName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A group of names as numbers: how they score one by one, and what an algorithm leaves behind in
 * many names and people do not: one length, one ending, one distance from any language.
 */
final class GroupFeatures {

  static final int COUNT = 17;
  private static final int AFFIX = 3;

  private GroupFeatures() {}

  /**
   * The features of a group.
   *
   * @param names at least one
   * @param scores of each name, log-odds
   */
  static double[] of(List<String> names, double[] scores) {
    int n = names.size();
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    double[] lengths = new double[n];
    double[] digits = new double[n];
    double[] covers = new double[n];
    double[] likelihoods = new double[n];
    Map<String, Integer> suffixes = new HashMap<>();
    Map<String, Integer> ends = new HashMap<>();
    Map<String, Integer> starts = new HashMap<>();
    for (int i = 0; i < n; i++) {
      double[] features = NameFeatures.of(names.get(i));
      lengths[i] = Math.exp(features[NameFeatures.LENGTH]);
      digits[i] = features[NameFeatures.DIGITS];
      covers[i] = features[NameFeatures.COVER];
      likelihoods[i] = features[NameFeatures.MEAN_LIKELIHOOD];
      DomainName name = DomainName.of(names.get(i));
      String label = name.label();
      suffixes.merge(name.suffix(), 1, Integer::sum);
      ends.merge(label.substring(Math.max(0, label.length() - AFFIX)), 1, Integer::sum);
      starts.merge(label.substring(0, Math.min(AFFIX, label.length())), 1, Integer::sum);
    }
    double length = mean(lengths);
    double end = most(ends, n);
    double start = most(starts, n);
    return new double[] {
      mean(scores),
      sorted[n / 4],
      sorted[n * 3 / 4],
      deviation(scores),
      deviation(lengths),
      deviation(lengths) / length,
      Math.log(deviation(lengths) + 0.3),
      end,
      start,
      Math.max(end, start),
      most(suffixes, n),
      mean(digits),
      mean(covers),
      deviation(covers),
      mean(likelihoods),
      deviation(likelihoods),
      Math.log(length)
    };
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0));
  }

  private static double most(Map<String, Integer> counts, int n) {
    return counts.values().stream().max(Integer::compare).orElse(0) / (double) n;
  }
}
