package io.logstream.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.control.ControlView;
import io.logstream.functions.enrich.Enrichment;
import io.logstream.functions.enrich.EventEnricher;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.LineRouter;
import io.logstream.functions.route.RawRecord;
import io.logstream.functions.route.RouteFunction;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A line's whole way through the operator, from raw bytes to JSON: JMH's side of "bench formats".
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class LineBenchmark {

  /** The mix of {@link MixedLines}, or a format's name, whose own cases are the lines. */
  @Param("mixed")
  public String format;

  /** Whether enrichment is on. */
  @Param("true")
  public boolean enrich;

  private static final int MIXED = 2_000;

  private LineRouter router;
  private RawRecord[] records;
  private int next;

  /** Makes the records. */
  @Setup
  public void prepare() throws IOException {
    ControlView control = new ControlView(RouteFunction.tables(), true);
    router =
        new LineRouter(
            ZoneOffset.UTC,
            enrich ? new Enrichment(Enrichment.Options.DEFAULT, control) : EventEnricher.NONE,
            control);
    List<RawRecord> made = new ArrayList<>();
    if (format.equals("mixed")) {
      MixedLines lines = new MixedLines(1);
      for (int i = 0; i < MIXED; i++) {
        MixedLines.Line line = lines.next();
        made.add(record(line.text(), line.stream(), null));
      }
    } else {
      for (String line : FormatCases.of(format)) {
        made.add(record(line, format, format));
      }
    }
    records = made.toArray(RawRecord[]::new);
  }

  private static RawRecord record(String line, String stream, String hint) {
    RawRecord raw = new RawRecord();
    raw.topic = Topics.LOGS_RAW;
    raw.timestamp = 1_767_225_600_000L;
    raw.key = stream.getBytes(UTF_8);
    raw.value = line.getBytes(UTF_8);
    if (hint != null) {
      raw.headerNames = new String[] {RawHeaders.FORMAT};
      raw.headerValues = new byte[][] {hint.getBytes(UTF_8)};
    }
    return raw;
  }

  /** One line. */
  @Benchmark
  public void line(Blackhole out) {
    RawRecord raw = records[next];
    next = next + 1 == records.length ? 0 : next + 1;
    raw.offset++;
    router.route(raw, out::consume);
  }
}
