package io.logstream.functions.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.otlp.OtlpFiles.Signal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtlpFilesTest {

  private static final String RESOURCE =
      """
      {"attributes":[{"key":"service.name","value":{"stringValue":"cart"}},\
      {"key":"k8s.pod.name","value":{"stringValue":"cart-1"}},\
      {"key":"host.name","value":{"stringValue":"n1"}}]}\
      """;

  private final List<String> refusals = new ArrayList<>();

  private List<Telemetry> read(String lines) {
    refusals.clear();
    List<Telemetry> records = new ArrayList<>();
    OtlpFiles files = new OtlpFiles(EnumSet.allOf(Signal.class), refusals::add);
    try {
      files.read(
          new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), "in", records::add);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThat(files.refused()).isEqualTo(refusals.size());
    return records;
  }

  @Test
  void readsALogRecord() {
    LogRecord log =
        (LogRecord)
            read("{\"resourceLogs\":[{\"resource\":"
                    + RESOURCE
                    + ",\"scopeLogs\":[{\"scope\":{\"name\":\"x\"},\"logRecords\":[{\"timeUnixNano\":\"5\",\"severityNumber\":17,\"body\":{\"stringValue\":\"out"
                    + " of stock\"},"
                    + "\"traceId\":\"aa\",\"spanId\":\"bb\",\"attributes\":[{\"key\":\"k\","
                    + "\"value\":{\"intValue\":\"7\"}}]}]}]}]}")
                .get(0);
    assertThat(log.resource().service()).isEqualTo("cart");
    assertThat(log.resource().instance()).isEqualTo("cart-1");
    assertThat(log.resource().host()).isEqualTo("n1");
    assertThat(log)
        .isEqualTo(
            new LogRecord(
                log.resource(), 5, LogRecord.ERROR, "out of stock", "aa", "bb", Map.of("k", "7")));
  }

  @Test
  void readsARecordWhoseResourceStandsAfterIt() {
    List<Telemetry> records =
        read(
            "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"observedTimeUnixNano\":3}]}],"
                + "\"resource\":"
                + RESOURCE
                + "}]}");
    assertThat(records).hasSize(1);
    assertThat(records.get(0).resource().service()).isEqualTo("cart");
    assertThat(records.get(0).time()).isEqualTo(3);
  }

  @Test
  void readsASpanWithEnumsByNameAndByNumber() {
    List<Telemetry> records =
        read(
            "{\"resourceSpans\":[{\"resource\":"
                + RESOURCE
                + ",\"scopeSpans\":[{\"spans\":["
                + "{\"traceId\":\"t\",\"spanId\":\"s\",\"parentSpanId\":\"p\",\"name\":\"GET /\","
                + "\"kind\":2,\"startTimeUnixNano\":\"10\",\"endTimeUnixNano\":\"30\","
                + "\"status\":{\"code\":2,\"message\":\"no\"}},"
                + "{\"kind\":\"SPAN_KIND_CLIENT\",\"status\":{}}]}]}]}");
    Span first = (Span) records.get(0);
    assertThat(first.kind()).isEqualTo(Span.Kind.SERVER);
    assertThat(first.failed()).isTrue();
    assertThat(first.statusMessage()).isEqualTo("no");
    assertThat(first.duration()).isEqualTo(20);
    assertThat(first.time()).isEqualTo(30);
    assertThat(first.parentSpanId()).isEqualTo("p");
    Span second = (Span) records.get(1);
    assertThat(second.kind()).isEqualTo(Span.Kind.CLIENT);
    assertThat(second.failed()).isFalse();
  }

  @Test
  void readsGaugesSumsAndHistograms() {
    List<Telemetry> records =
        read(
            "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":["
                + "{\"name\":\"g\",\"gauge\":{\"dataPoints\":[{\"timeUnixNano\":\"1\",\"asDouble\":1.5}]}},"
                + "{\"name\":\"c\",\"sum\":{\"dataPoints\":[{\"timeUnixNano\":\"2\",\"asInt\":\"4\"}],"
                + "\"aggregationTemporality\":2,\"isMonotonic\":true}},"
                + "{\"name\":\"h\",\"unit\":\"ms\",\"histogram\":{\"aggregationTemporality\":1,"
                + "\"dataPoints\":[{\"timeUnixNano\":\"3\",\"count\":\"2\",\"sum\":9}]}}]}]}]}");
    assertThat(records)
        .extracting(r -> ((MetricPoint) r).name() + " " + ((MetricPoint) r).kind())
        .containsExactly("g GAUGE", "c COUNTER", "h.count DELTA", "h.sum DELTA");
    assertThat(records)
        .extracting(r -> ((MetricPoint) r).value())
        .containsExactly(1.5, 4.0, 2.0, 9.0);
  }

  @Test
  void leavesOutPointsWithoutANumber() {
    List<Telemetry> records =
        read(
            "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"g\",\"gauge\":{"
                + "\"dataPoints\":[{\"asDouble\":NaN},{\"asDouble\":1.0}]}}]}]}]}");
    assertThat(records).extracting(r -> ((MetricPoint) r).value()).containsExactly(1.0);
  }

  @Test
  void goesOnAfterALineItCannotReadAndNamesIt() {
    List<Telemetry> records =
        read(
            "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{}]}]}]}\n"
                + "\n{\"resourceLogs\":7}\nno json\n{\"other\":1}\n"
                + "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{}]}]}]}");
    assertThat(records).hasSize(2);
    assertThat(refusals).hasSize(3);
    assertThat(refusals.get(0)).startsWith("in:3: otlp: expected an array at byte 16");
    assertThat(refusals.get(1)).startsWith("in:4: ");
    assertThat(refusals.get(2))
        .isEqualTo(
            "in:5: otlp: expected \"resourceLogs\", \"resourceSpans\" or \"resourceMetrics\"");
  }

  @Property(tries = 300)
  void refusesOrReadsAnyLine(@ForAll String line) {
    read("{\"resourceLogs\":[" + line + "]}");
    read(line);
  }

  @Test
  void readsTheSignalsAskedForOfAFolderInOrderOfTime(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("logs.otlp.jsonl"),
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"9\"}]}]}]}\n");
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("traces.otlp.jsonl.gz")))) {
      gzip.write(
          "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"endTimeUnixNano\":\"4\"}]}]}]}\n"
              .getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(folder.resolve("metrics.txt"), "not read");
    OtlpFiles all = new OtlpFiles(EnumSet.allOf(Signal.class), refusals::add);
    assertThat(all.inOrder(folder)).extracting(Telemetry::time).containsExactly(4L, 9L);
    OtlpFiles logs = new OtlpFiles(EnumSet.of(Signal.LOGS), refusals::add);
    assertThat(logs.inOrder(folder)).extracting(Telemetry::time).containsExactly(9L);
    assertThat(refusals).isEmpty();
  }
}
