package io.logstream.local.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.control.ControlView;
import io.logstream.functions.enrich.Enrichment;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.LineRouter;
import io.logstream.functions.route.RawRecord;
import io.logstream.functions.route.RouteFunction;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** As {@link HostileLinesIT}, without servers. */
class HostileLinesTest {

  /** A checkpoint must not wait for a line; generous, since other tests share the machine. */
  private static final Duration LONGEST = Duration.ofSeconds(3);

  @Test
  void noneHoldsUpTheOthers() throws Exception {
    ControlView control = new ControlView(RouteFunction.tables(), true);
    LineRouter router =
        new LineRouter(
            ZoneOffset.UTC, new Enrichment(Enrichment.Options.DEFAULT, control), control);
    SplittableRandom random = new SplittableRandom(20_000);
    List<RoutedRecord> out = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      RawRecord raw = new RawRecord();
      raw.topic = Topics.LOGS_RAW;
      raw.offset = i;
      raw.timestamp = 1_767_225_600_000L;
      raw.value = HostileLines.line(i, random);
      out.clear();
      long start = System.nanoTime();
      router.route(raw, out::add);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("line %d of kind %d, %d bytes", i, i % 10, raw.value.length)
          .isLessThan(LONGEST);
      assertThat(out)
          .filteredOn(r -> r.topic.equals(Topics.LOGS) || r.topic.equals(Topics.LOGS_DEAD))
          .hasSize(1);
    }
  }
}
