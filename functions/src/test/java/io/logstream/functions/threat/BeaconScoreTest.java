package io.logstream.functions.threat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The score against the published formula: worked by hand where the numbers are small, and against
 * {@link Published}, which spells the formula out over sorted lists, for everything else.
 */
class BeaconScoreTest {

  private static final long DAY = 86_400;
  private static final long START = 1_700_000_000;

  /** A series of connections in a period, by name. */
  record Series(String name, long[] seconds, double[] bytes, long from, long to) {

    @Override
    public String toString() {
      return name;
    }

    BeaconScore score() {
      return BeaconScore.of(seconds.clone(), bytes.clone(), from, to);
    }
  }

  /** The formula as the source states it, step by step, with nothing shared with the code. */
  static final class Published {

    static double median(List<Double> values) {
      List<Double> sorted = values.stream().sorted().toList();
      int n = sorted.size();
      return n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
    }

    static double round(double x) {
      return Math.round(x * 1000) / 1000.0;
    }

    static double statistical(List<Double> values, double whenMedianBelowOne) {
      List<Double> sorted = values.stream().sorted().toList();
      int n = sorted.size();
      double q1 = median(sorted.subList(0, n / 2));
      double q2 = median(sorted);
      double q3 = median(sorted.subList((n + 1) / 2, n));
      double skew = 0;
      if (q3 - q1 >= 10 && q2 != q1 && q2 != q3) {
        skew = (q1 + q3 - 2 * q2) / (q3 - q1);
      }
      double madScore = whenMedianBelowOne;
      if (q2 >= 1) {
        double mad = median(sorted.stream().map(x -> Math.abs(x - q2)).toList());
        madScore = Math.max(0, (q2 - mad) / q2);
      }
      return round((1 - Math.abs(skew) + madScore) / 2);
    }

    static double score(Series series) {
      List<Double> intervals = new ArrayList<>();
      for (int i = 1; i < series.seconds.length; i++) {
        if (series.seconds[i] != series.seconds[i - 1]) {
          intervals.add((double) (series.seconds[i] - series.seconds[i - 1]));
        }
      }
      if (intervals.size() < 3 || series.bytes.length < 3) {
        return 0;
      }
      double timestamps = statistical(intervals, 1);
      double sizes = statistical(DoubleStream.of(series.bytes).boxed().toList(), 0);

      double step = (series.to - series.from) / 24.0;
      int[] histogram = new int[24];
      for (long t : series.seconds) {
        int bin = 0;
        while (bin < 23 && t >= series.from + (bin + 1) * step) {
          bin++;
        }
        histogram[bin]++;
      }
      double mean = series.seconds.length / 24.0;
      double variance =
          Arrays.stream(histogram).mapToDouble(h -> (h - mean) * (h - mean)).sum() / 24;
      double cv = Math.sqrt(variance) / mean;
      double cvScore = cv > 1 ? 0 : round(1 - cv);
      double binSize = Math.ceil(Arrays.stream(histogram).max().orElseThrow() * 0.05);
      Map<Integer, Integer> frequencies = new TreeMap<>();
      int bars = 0;
      for (int h : histogram) {
        if (h > 0) {
          bars++;
          frequencies.merge((int) (Math.floor(h / binSize) * binSize), 1, Integer::sum);
        }
      }
      double bimodal = 0;
      if (bars >= 11) {
        int topTwo =
            frequencies.values().stream()
                .sorted((a, b) -> b - a)
                .limit(2)
                .mapToInt(Integer::intValue)
                .sum();
        bimodal = Math.min(1, round(topTwo / (double) Math.max(1, bars - 1)));
      }
      double duration = 0;
      if (bars >= 6) {
        StringBuilder used = new StringBuilder();
        for (int i = 0; i < 48; i++) {
          used.append(histogram[i % 24] > 0 ? 'x' : ' ');
        }
        int longest =
            Stream.of(used.toString().split(" ")).mapToInt(String::length).max().orElse(0);
        double seen = series.seconds[series.seconds.length - 1] - series.seconds[0];
        double coverage = Math.ceil(seen / (series.to - series.from) * 1000) / 1000;
        double consistency = Math.ceil(Math.min(24, longest) / 12.0 * 1000) / 1000;
        duration = Math.max(Math.min(1, coverage), Math.min(1, consistency));
      }
      return round((timestamps + sizes + Math.max(cvScore, bimodal) + duration) / 4);
    }
  }

  private static long[] every(long interval, long count) {
    return LongStream.range(0, count).map(i -> START + i * interval).toArray();
  }

  private static double[] same(double bytes, int count) {
    double[] all = new double[count];
    Arrays.fill(all, bytes);
    return all;
  }

  private static Series day(String name, long[] seconds, double[] bytes) {
    return new Series(name, seconds, bytes, START, START + DAY);
  }

  private static Series jittered(long interval, double jitter, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Long> times = new ArrayList<>();
    for (double t = START; t < START + DAY; ) {
      times.add((long) t);
      t += interval * (1 + jitter * (2 * random.nextDouble() - 1));
    }
    long[] seconds = times.stream().mapToLong(Long::longValue).toArray();
    double[] bytes =
        DoubleStream.generate(() -> Math.floor(300 * (1 + jitter * random.nextDouble())))
            .limit(seconds.length)
            .toArray();
    return day("every %d s with %.0f %% jitter".formatted(interval, 100 * jitter), seconds, bytes);
  }

  private static Series missed(long interval, double share, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] seconds =
        LongStream.of(every(interval, DAY / interval))
            .filter(t -> random.nextDouble() >= share)
            .toArray();
    return day(
        "every %d s with %.0f %% missed".formatted(interval, 100 * share),
        seconds,
        same(512, seconds.length));
  }

  private static Series paused(long interval, int hours) {
    long[] seconds =
        LongStream.of(every(interval, DAY / interval))
            .filter(t -> (t - START) / 3600 >= hours)
            .toArray();
    return day(
        "every %d s but for %d hours".formatted(interval, hours),
        seconds,
        same(90, seconds.length));
  }

  private static Series twoModes(long slow, long fast) {
    List<Long> times = new ArrayList<>();
    for (long t = START; t < START + DAY; ) {
      times.add(t);
      t += (t - START) / 3600 % 2 == 0 ? slow : fast;
    }
    double[] bytes = new double[times.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = i % 3 == 0 ? 1500 : 200;
    }
    return day(
        "by the hour every %d or %d s".formatted(slow, fast),
        times.stream().mapToLong(Long::longValue).toArray(),
        bytes);
  }

  private static Series random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] seconds = random.longs(count, START, START + DAY).sorted().toArray();
    double[] bytes = random.ints(count, 40, 100_000).asDoubleStream().toArray();
    return day("%d at random times".formatted(count), seconds, bytes);
  }

  static Stream<Series> series() {
    List<Series> all = new ArrayList<>();
    for (long interval : new long[] {30, 60, 300, 600, 900, 3600, 7200, 14_400}) {
      int count = (int) (DAY / interval);
      all.add(day("every %d s".formatted(interval), every(interval, count), same(256, count)));
    }
    long seed = 1;
    for (long interval : new long[] {60, 300, 1800}) {
      for (double jitter : new double[] {0.1, 0.2, 0.3, 0.4, 0.5}) {
        all.add(jittered(interval, jitter, seed++));
      }
      for (double share : new double[] {0.05, 0.2, 0.5}) {
        all.add(missed(interval, share, seed++));
      }
      for (int hours : new int[] {4, 8, 12, 16, 20}) {
        all.add(paused(interval, hours));
      }
    }
    all.add(twoModes(60, 120));
    all.add(twoModes(60, 600));
    all.add(twoModes(300, 900));
    all.add(twoModes(120, 3600));
    for (int count : new int[] {4, 5, 6, 7, 8, 11, 12, 13, 24, 100, 1000, 5000}) {
      all.add(random(count, seed++));
    }
    all.add(day("four in a minute", every(20, 4), same(60, 4)));
    all.add(day("five, one second apart, empty", every(1, 5), same(0, 5)));
    long[] twice = LongStream.of(every(600, 144)).flatMap(t -> LongStream.of(t, t)).toArray();
    all.add(day("two at each time", twice, same(77, twice.length)));
    long[] late = LongStream.of(every(60, 600)).map(t -> t + DAY / 2).toArray();
    all.add(day("all in the second half", late, same(9, 600)));
    all.add(new Series("two hours only", every(60, 120), same(80, 120), START, START + 7200));
    all.add(day("beyond the period's end", every(7200, 14), same(80, 14)));
    return all.stream();
  }

  @Test
  void theSeriesAreAtLeastSixty() {
    assertThat(series().count()).isGreaterThanOrEqualTo(60);
  }

  @ParameterizedTest
  @MethodSource("series")
  void isThePublishedFormula(Series series) {
    assertThat(series.score().score()).isEqualTo(Published.score(series), within(0.001));
  }

  @Test
  void aPerfectBeaconScoresOne() {
    assertThat(day("", every(600, 144), same(100, 144)).score())
        .isEqualTo(new BeaconScore(1, 1, 1, 1, 1));
  }

  /**
   * Intervals 10, 20, 60, 100: Q1 15, Q2 40, Q3 80; skewness (15 + 80 − 80) / 65 = 0.2308;
   * deviations 30, 20, 20, 60, their median 25; (40 − 25) / 40 = 0.375; (0.7692 + 0.375) / 2 =
   * 0.572. Sizes 10, 20, 30, 40, 50: Q1 15, Q2 30, Q3 45, skewness 0; deviations 20, 10, 0, 10, 20,
   * their median 10; (1 + 0.6667) / 2 = 0.833. All in one bin of 24: variation √23 > 1, so 0; one
   * bin in use, so 0. (0.572 + 0.833) / 4 = 0.351.
   */
  @Test
  void isAsWorkedByHandForFiveConnections() {
    Series series =
        day(
            "",
            new long[] {START, START + 10, START + 30, START + 90, START + 190},
            new double[] {50, 10, 40, 20, 30});
    assertThat(series.score()).isEqualTo(new BeaconScore(0.572, 0.833, 0, 0, 0.351));
  }

  /**
   * One connection at the start of each of twelve hours, then silence: intervals all 3600, so 1;
   * sizes 1; variation 1, so 0, but 12 bins in use, all of one height, 12 / 11, so 1; a run of 12
   * over 12, so 1.
   */
  @Test
  void isAsWorkedByHandForHalfADay() {
    assertThat(day("", every(3600, 12), same(64, 12)).score())
        .isEqualTo(new BeaconScore(1, 1, 1, 1, 1));
  }

  /**
   * The same for six hours: 6 bins of 1, 18 of 0: mean ¼, deviation 0.433, variation 1.73, so 0;
   * fewer than 11 bins; run 6 / 12 = 0.5, coverage 18,000 / 86,400 = 0.209; so 0.5.
   */
  @Test
  void isAsWorkedByHandForAQuarterOfADay() {
    assertThat(day("", every(3600, 6), same(64, 6)).score())
        .isEqualTo(new BeaconScore(1, 1, 0, 0.5, 0.625));
  }

  @Test
  void fewerThanThreeIntervalsScoreNothing() {
    assertThat(day("", every(60, 3), same(1, 3)).score().score()).isZero();
    long[] twoIntervals = {START, START, START + 9, START + 9, START + 20};
    assertThat(day("", twoIntervals, same(1, 5)).score().score()).isZero();
  }
}
