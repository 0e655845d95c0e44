package io.logstream.jobs.sql;

import io.logstream.functions.threat.BeaconScore;
import java.time.Instant;
import java.util.Arrays;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.AggregateFunction;

/**
 * {@code BEACON_SCORE(start, bytes)}: how regular a group of connections is, 0 to 1, by {@link
 * BeaconScore} over the time from the first to the last. Of a group of more than {@value #MOST}
 * connections the first so many are judged: regularity shows in far fewer.
 */
public final class BeaconScoreOf extends AggregateFunction<Double, BeaconScoreOf.Series> {

  private static final long serialVersionUID = 1L;
  private static final int MOST = 4_096;
  private static final int FIRST_CAPACITY = 16;

  /** Connections so far; arrays grow by doubling, the unused rest is zero. */
  public static final class Series {
    public int size;
    public long[] seconds = new long[FIRST_CAPACITY];
    public double[] bytes = new double[FIRST_CAPACITY];
  }

  @Override
  public Series createAccumulator() {
    return new Series();
  }

  public void accumulate(
      Series series, @DataTypeHint("TIMESTAMP_LTZ(3)") Instant start, Long bytes) {
    if (start != null) {
      add(series, start.getEpochSecond(), bytes == null ? 0 : bytes);
    }
  }

  public void merge(Series series, Iterable<Series> others) {
    for (Series other : others) {
      for (int i = 0; i < other.size; i++) {
        add(series, other.seconds[i], other.bytes[i]);
      }
    }
  }

  private static void add(Series series, long second, double bytes) {
    if (series.size == MOST) {
      return;
    }
    if (series.size == series.seconds.length) {
      series.seconds = Arrays.copyOf(series.seconds, series.size * 2);
      series.bytes = Arrays.copyOf(series.bytes, series.size * 2);
    }
    series.seconds[series.size] = second;
    series.bytes[series.size] = bytes;
    series.size++;
  }

  @Override
  public Double getValue(Series series) {
    long[] seconds = Arrays.copyOf(series.seconds, series.size);
    if (seconds.length == 0) {
      return 0.0;
    }
    Arrays.sort(seconds);
    double[] bytes = Arrays.copyOf(series.bytes, series.size);
    return BeaconScore.of(seconds, bytes, seconds[0], seconds[seconds.length - 1]).score();
  }
}
