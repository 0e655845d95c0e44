package io.logstream.jobs.sql;

import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.flink.table.functions.AggregateFunction;

/**
 * {@code DISTINCT_SKETCH(text)}: about how many different values there are, by HyperLogLog in 4 KiB
 * of state whatever the number; the error is below 3.3 % in 19 of 20 cases. {@code COUNT(DISTINCT
 * …)} is exact and keeps every value.
 */
public final class DistinctSketch extends AggregateFunction<Long, DistinctSketch.Sketch> {

  private static final long serialVersionUID = 1L;
  private static final int LOG_OF_BUCKETS = 12;

  /** The sketch in its own format; empty before the first value. */
  public static final class Sketch {
    public byte[] bytes = {};
  }

  @Override
  public Sketch createAccumulator() {
    return new Sketch();
  }

  public void accumulate(Sketch sketch, String value) {
    if (value != null) {
      HllSketch hll = read(sketch);
      hll.update(value);
      sketch.bytes = hll.toUpdatableByteArray();
    }
  }

  public void merge(Sketch sketch, Iterable<Sketch> others) {
    Union union = new Union(LOG_OF_BUCKETS);
    union.update(read(sketch));
    others.forEach(other -> union.update(read(other)));
    sketch.bytes = union.getResult(TgtHllType.HLL_8).toUpdatableByteArray();
  }

  private static HllSketch read(Sketch sketch) {
    return sketch.bytes.length == 0
        ? new HllSketch(LOG_OF_BUCKETS, TgtHllType.HLL_8)
        : HllSketch.heapify(sketch.bytes);
  }

  @Override
  public Long getValue(Sketch sketch) {
    return Math.round(read(sketch).getEstimate());
  }
}
