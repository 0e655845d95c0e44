package io.logstream.functions.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.LiveRow;
import io.logstream.functions.event.LiveRowJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class RowsTest {

  @Property(tries = 500)
  void quantilesAreRightToOnePercent(
      @ForAll @Size(min = 1, max = 200) List<@LongRange(max = 10_000_000_000L) Long> values) {
    Map<String, Long> counts = new HashMap<>();
    values.forEach(value -> counts.merge(Integer.toString(Buckets.of(value)), 1L, Long::sum));
    Map<String, Long> rows = Rows.of(Metric.CALL_DURATION, counts);
    List<Long> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    for (Map.Entry<String, Double> each : Map.of("p50", 0.5, "p99", 0.99).entrySet()) {
      long exact = sorted.get((int) Math.ceil(each.getValue() * sorted.size()) - 1);
      // One more for the rounding of small whole numbers.
      assertThat((double) rows.get(each.getKey())).isBetween(exact * 0.989 - 1, exact * 1.011 + 1);
    }
  }

  @Property(tries = 300)
  void topRowsAndTheOthersAddUpToAll(
      @ForAll @Size(max = 40)
          Map<@StringLength(min = 1, max = 3) String, @LongRange(min = 1, max = 99) Long> amounts) {
    Map<String, Long> rows = Rows.of(Metric.LOGS_BY_SERVICE, amounts);
    assertThat(sum(rows)).isEqualTo(sum(amounts));
    assertThat(rows).hasSizeLessThanOrEqualTo(Rows.MOST + 1);
    Map<String, Long> named = new TreeMap<>(rows);
    named.remove(Rows.OTHER);
    long least = named.values().stream().mapToLong(Long::longValue).min().orElse(0);
    amounts.forEach(
        (label, amount) -> {
          if (!named.containsKey(label)) {
            assertThat(amount).isLessThanOrEqualTo(least);
          }
        });
  }

  private static long sum(Map<String, Long> values) {
    return values.values().stream().mapToLong(Long::longValue).sum();
  }

  @Property(tries = 200)
  void rowsAreReadAsWritten(
      @ForAll @StringLength(max = 30) String of, @ForAll long second, @ForAll long value)
      throws IOException {
    String text = new String(of.getBytes(UTF_8), UTF_8);
    LiveRow row = new LiveRow("logs.events", text, second, OptionalLong.of(value));
    assertThat(LiveRowJson.read(new LiveRowJson().write(row))).isEqualTo(row);
  }

  @Test
  void aRowTakenBackHasNoValue() throws IOException {
    LiveRow row = new LiveRow("logs.by_service", "shop", 5, OptionalLong.empty());
    assertThat(LiveRowJson.read(new LiveRowJson().write(row))).isEqualTo(row);
  }

  @Test
  void everyMetricIsFoundByItsName() {
    for (Metric metric : Metric.values()) {
      assertThat(Metric.of(metric.id())).contains(metric);
    }
    assertThat(Metric.of("none")).isEmpty();
  }
}
