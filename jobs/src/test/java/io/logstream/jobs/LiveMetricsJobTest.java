package io.logstream.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.LiveRow;
import io.logstream.functions.event.LiveRowJson;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.live.Metric;
import io.logstream.functions.route.RawRecord;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The job's topology over records in any order, against counting them here. */
class LiveMetricsJobTest {

  private static final long START = 1_790_000_000_000L;

  /** A log event of a service. */
  private record Line(String service, String level, long at) implements Serializable {
    RawRecord raw() {
      RawRecord raw = new RawRecord();
      raw.topic = Topics.LOGS;
      raw.timestamp = at;
      raw.value =
          "{\"@timestamp\":\"x\",\"log\":{\"level\":\"%s\"},\"service\":{\"name\":\"%s\"}}"
              .formatted(level, service)
              .getBytes(UTF_8);
      return raw;
    }
  }

  @BeforeEach
  void forget() {
    CollectingSink.clear();
  }

  private static void run(List<Line> lines) throws Exception {
    List<Line> in = new ArrayList<>(lines);
    GeneratorFunction<Long, RawRecord> next = index -> in.get(index.intValue()).raw();
    StreamExecutionEnvironment env = JobEnvironment.create();
    env.setParallelism(2);
    LiveMetricsJob.define(
        env,
        // Slow enough for rows to be published before all is read, so that they are corrected.
        new DataGeneratorSource<>(
            next,
            in.size(),
            RateLimiterStrategy.perSecond(6_000),
            TypeInformation.of(RawRecord.class)),
        new CollectingSink(),
        new LiveMetricsJob.Times(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMillis(20)));
    env.execute("live-metrics");
  }

  /** What a reader has who replaces and removes rows as they come: by metric, label, second. */
  private static Map<String, Long> standing() throws IOException {
    Map<String, Long> rows = new TreeMap<>();
    for (RoutedRecord record : CollectingSink.written()) {
      LiveRow row = LiveRowJson.read(record.value);
      String key = row.metric() + " " + row.of() + " " + row.second();
      if (row.value().isPresent()) {
        rows.put(key, row.value().getAsLong());
      } else {
        assertThat(rows.remove(key)).as("only what was there is taken back: " + key).isNotNull();
      }
    }
    rows.keySet().removeIf(key -> key.startsWith(Metric.WATERMARK_DELAY.id()));
    return rows;
  }

  private static Map<String, Long> counted(List<Line> lines) {
    Map<String, Long> rows = new TreeMap<>();
    Map<Long, Map<String, Long>> services = new HashMap<>();
    for (Line line : lines) {
      long second = line.at() / 1_000;
      rows.merge("logs.events  " + second, 1L, Long::sum);
      if (line.level().equals("error")) {
        rows.merge("logs.errors  " + second, 1L, Long::sum);
      }
      services.computeIfAbsent(second, any -> new TreeMap<>()).merge(line.service(), 1L, Long::sum);
    }
    services.forEach(
        (second, counts) -> {
          List<String> ordered = new ArrayList<>(counts.keySet());
          ordered.sort((a, b) -> Long.compare(counts.get(b), counts.get(a)));
          for (int i = 0; i < ordered.size(); i++) {
            String label = i < 10 ? ordered.get(i) : "(other)";
            rows.merge(
                "logs.by_service " + label + " " + second, counts.get(ordered.get(i)), Long::sum);
          }
        });
    return rows;
  }

  @Test
  void rowsStandAtWhatWasCountedWhateverTheOrder() throws Exception {
    List<Line> lines = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 12_000; i++) {
      // Services of unequal size; the order among the smallest ten changes as lines come in.
      int service = (int) Math.abs(random.nextGaussian() * 6);
      String level = random.nextInt(10) == 0 ? "error" : "info";
      lines.add(new Line("service-%02d".formatted(service), level, START + random.nextInt(5_000)));
    }
    Collections.shuffle(lines, random);
    run(lines);

    Map<String, Long> counted = counted(lines);
    Map<String, Long> standing = standing();
    standing.keySet().removeIf(key -> key.startsWith("logs.errors_by_service"));
    assertThat(standing).isEqualTo(counted);
    assertThat(CollectingSink.written().size())
        .as("rows were corrected on the way")
        .isGreaterThan(counted.size());
  }

  @Test
  void whatIsNoEventIsCountedAndStopsNothing() throws Exception {
    List<Line> lines = new ArrayList<>(List.of(new Line("a", "info", START)));
    lines.add(new Line("\"", "info", START)); // breaks the JSON
    run(lines);
    assertThat(standing()).containsEntry("logs.events  " + START / 1_000, 1L);
  }
}
