package io.logstream.bench.rootcause;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.TextNode;
import com.google.auto.service.AutoService;
import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.stream.MatchPatterns;
import io.logstream.cep.stream.PatternEvents;
import io.logstream.cep.stream.PatternMatch;
import io.logstream.cep.stream.PatternSelection;
import io.logstream.cep.stream.RouteEvents;
import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.Topics;
import io.logstream.jobs.JobEnvironment;
import io.logstream.local.Bench;
import io.logstream.local.Measurement;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * A thousand patterns beside ten, in the operators that match them, one task each. Of lines of a
 * hundred services two in a hundred are errors. Scoped patterns each ask for the lines of one
 * service, as those of many teams do; general ones each ask for every error. The rate is that of
 * the lines behind the first fifth.
 */
@AutoService(Bench.class)
public final class PatternsBench implements Bench {

  private static final int FEW = 10;
  private static final int MANY = 1_000;
  private static final int SERVICES = 100;
  private static final int ERRORS_PERCENT = 2;
  private static final long LINES = 1_000_000;
  private static final Duration DISORDER = Duration.ofSeconds(5);

  private static final AtomicLong WARM_AT = new AtomicLong();
  private static final AtomicLong MATCHES = new AtomicLong();

  @Override
  public String name() {
    return "patterns";
  }

  @Override
  public String description() {
    return "lines/s through 1,000 patterns beside 10, scoped to services and general; size: lines";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    long lines = settings.size() > 0 ? settings.size() : LINES;
    for (boolean isScoped : new boolean[] {true, false}) {
      double[] many = new double[settings.runs()];
      double[] few = new double[settings.runs()];
      rate(isScoped, FEW, lines / 2);
      for (int i = 0; i < settings.runs(); i++) {
        few[i] = rate(isScoped, FEW, lines);
        long fewMatches = MATCHES.get();
        many[i] = rate(isScoped, MANY, lines);
        progress.printf(
            "patterns: %s: %,.0f lines/s through %d with %,d matches, %,.0f through %d with %,d%n",
            isScoped ? "scoped" : "general", few[i], FEW, fewMatches, many[i], MANY, MATCHES.get());
      }
      String measure = (isScoped ? "scoped" : "general") + "_lines_per_s_through_" + MANY;
      results.add(new Measurement(name(), measure, FEW + " patterns", many, few));
    }
  }

  private static double rate(boolean isScoped, int patterns, long lines) throws Exception {
    StreamExecutionEnvironment env = JobEnvironment.create();
    env.setParallelism(1);
    MATCHES.set(0);
    var events =
        env.fromSource(
            new DataGeneratorSource<>(
                number -> line(number, lines), lines, TypeInformation.of(PatternEvent.class)),
            WatermarkStrategy.<PatternEvent>forBoundedOutOfOrderness(DISORDER)
                .withTimestampAssigner((event, time) -> event.time),
            "lines");
    events.uid("lines");
    var rows =
        env.fromSource(
            new DataGeneratorSource<>(
                number -> row(isScoped, number), patterns, TypeInformation.of(ControlRow.class)),
            WatermarkStrategy.<ControlRow>forMonotonousTimestamps()
                .withTimestampAssigner((row, time) -> Long.MAX_VALUE),
            "patterns");
    rows.uid("patterns");
    events
        .connect(rows.broadcast(BroadcastControl.ROWS, RouteEvents.EDGES))
        .process(new RouteEvents(PatternSelection.CONTROLLED))
        .uid("route")
        .keyBy(event -> event.key)
        .connect(rows.broadcast(BroadcastControl.ROWS))
        .process(new MatchPatterns(PatternSelection.CONTROLLED))
        .uid("match")
        .filter(PatternsBench::isCounted)
        .uid("count")
        .sinkTo(new DiscardingSink<>())
        .uid("end");
    env.execute("patterns");
    return (lines - lines / 5) * 1e9 / (System.nanoTime() - WARM_AT.get());
  }

  private static boolean isCounted(PatternMatch match) {
    MATCHES.incrementAndGet();
    return true;
  }

  private static ControlRow row(boolean isScoped, long number) {
    String id = "p" + number;
    String scope = isScoped ? ", service.name: s" + number % SERVICES : "";
    String pattern =
        """
        id: %s
        title: "{key} fails in step %d"
        severity: medium
        fault: errors
        key: service
        within: 1m
        explanation: "{key} failed twice"
        steps:
          - name: first
            where: { type: log, log.level: error%s, message: { contains: code-%d } }
          - name: second
            where: { type: log, log.level: error%s, message: { contains: code-%d } }
        """
            .formatted(id, number, scope, number % 50, scope, (number + 1) % 50);
    ControlRow row = new ControlRow();
    row.topic = Topics.CONTROL_PATTERNS;
    row.offset = number;
    row.key = id.getBytes(UTF_8);
    row.value =
        ("{\"kind\":\"pattern\",\"pattern\":" + TextNode.valueOf(pattern) + "}").getBytes(UTF_8);
    return row;
  }

  private static PatternEvent line(long number, long lines) {
    if (number == lines / 5) {
      WARM_AT.set(System.nanoTime());
    }
    SplittableRandom random = new SplittableRandom(number);
    boolean isError = random.nextInt(100) < ERRORS_PERCENT;
    Map<String, String> fields = new HashMap<>();
    fields.put("type", "log");
    fields.put("service.name", "s" + random.nextInt(SERVICES));
    fields.put("host.name", "h" + random.nextInt(SERVICES));
    fields.put("log.level", isError ? "error" : "info");
    fields.put(
        "message",
        isError ? "request failed with code-" + random.nextInt(50) : "request served in 12 ms");
    return PatternEvents.event("e" + number, number, fields);
  }
}
