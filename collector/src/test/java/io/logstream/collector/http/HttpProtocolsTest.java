package io.logstream.collector.http;

import static io.logstream.collector.CollectorFixture.header;
import static io.logstream.collector.CollectorFixture.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.logstream.collector.CollectorFixture;
import io.logstream.collector.access.Tenants;
import io.logstream.collector.wire.Packing;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpProtocolsTest {

  private static final Resource RESOURCE =
      Resource.newBuilder()
          .addAttributes(attribute("service.name", "cart"))
          .addAttributes(attribute("host.name", "web-1"))
          .build();

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static byte[] logs(int records) {
    ScopeLogs.Builder scope = ScopeLogs.newBuilder();
    for (int i = 0; i < records; i++) {
      scope.addLogRecords(
          LogRecord.newBuilder()
              .setTimeUnixNano(1_700_000_000_000_000_001L)
              .setSeverityNumberValue(17)
              .setTraceId(ByteString.fromHex("5b8efff798038103d269b633813fc60c"))
              .setBody(AnyValue.newBuilder().setStringValue("text " + i)));
    }
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(ResourceLogs.newBuilder().setResource(RESOURCE).addScopeLogs(scope))
        .build()
        .toByteArray();
  }

  @Test
  void otlpLogRecordsBecomeOneLineEach() throws Exception {
    try (CollectorFixture collector = new CollectorFixture()) {
      HttpResponse<byte[]> answer =
          collector.post(
              "/v1/logs",
              Packing.GZIP.pack(logs(2)),
              "content-type",
              "application/x-protobuf",
              "content-encoding",
              "gzip");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
      assertThat(collector.values(Topics.LOGS_RAW))
          .contains(
              "{\"resourceLogs\":[{\"resource\":{\"attributes\":["
                  + "{\"key\":\"service.name\",\"value\":{\"stringValue\":\"cart\"}},"
                  + "{\"key\":\"host.name\",\"value\":{\"stringValue\":\"web-1\"}}]},"
                  + "\"scopeLogs\":[{\"scope\":{},\"logRecords\":[{"
                  + "\"timeUnixNano\":\"1700000000000000001\",\"severityNumber\":17,"
                  + "\"body\":{\"stringValue\":\"text 1\"},"
                  + "\"traceId\":\"5b8efff798038103d269b633813fc60c\"}]}]}]}")
          .hasSize(2);
      ProducerRecord<byte[], byte[]> record = collector.kafka().stored().get(0);
      assertThat(header(record, RawHeaders.FORMAT)).isEqualTo("otlp");
      assertThat(header(record, RawHeaders.SERVICE)).isEqualTo("cart");
      assertThat(header(record, RawHeaders.TRANSPORT)).isEqualTo("otlp");
      assertThat(new String(record.key(), UTF_8)).isEqualTo("web-1/cart");
    }
  }

  @Test
  void otlpSpansAndDataPointsBecomeOneLineEach() throws Exception {
    byte[] spans =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(RESOURCE)
                    .addScopeSpans(
                        ScopeSpans.newBuilder()
                            .setSchemaUrl("http://schema")
                            .addSpans(
                                Span.newBuilder()
                                    .setName("GET /")
                                    .setSpanId(ByteString.fromHex("eee19b7ec3c1b174"))
                                    .setKindValue(2))))
            .build()
            .toByteArray();
    NumberDataPoint point = NumberDataPoint.newBuilder().setAsDouble(0).build();
    byte[] metrics =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .addScopeMetrics(
                        ScopeMetrics.newBuilder()
                            .addMetrics(
                                Metric.newBuilder()
                                    .setName("m")
                                    .setGauge(
                                        Gauge.newBuilder()
                                            .addDataPoints(point)
                                            .addDataPoints(point.toBuilder().setAsInt(7))))))
            .build()
            .toByteArray();
    try (CollectorFixture collector = new CollectorFixture()) {
      collector.post("/v1/traces", spans, "content-type", "application/x-protobuf");
      collector.post("/v1/metrics", metrics, "content-type", "application/x-protobuf");
      assertThat(collector.values(Topics.LOGS_RAW)).hasSize(3);
      assertThat(collector.values(Topics.LOGS_RAW).get(0))
          .contains("\"spans\":[{\"spanId\":\"eee19b7ec3c1b174\",\"name\":\"GET /\",\"kind\":2}]")
          .endsWith("],\"schemaUrl\":\"http://schema\"}]}]}");
      assertThat(collector.values(Topics.LOGS_RAW).get(1))
          .contains("\"gauge\":{\"dataPoints\":[{\"asDouble\":0.0}]}");
      assertThat(collector.values(Topics.LOGS_RAW).get(2))
          .contains("\"gauge\":{\"dataPoints\":[{\"asInt\":\"7\"}]}");
    }
  }

  @Test
  void otlpInJsonIsTakenApartToo() throws Exception {
    String body =
        """
        {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name",\
        "value":{"stringValue":"cart"}}]},"scopeMetrics":[{"metrics":[{"name":"m","sum":\
        {"isMonotonic":true,"dataPoints":[{"asInt":"1"},{"asInt":"2"}]}}]}]}]}\
        """;
    try (CollectorFixture collector = new CollectorFixture()) {
      HttpResponse<byte[]> answer =
          collector.post("/v1/metrics", body.getBytes(UTF_8), "content-type", "application/json");
      assertThat(text(answer)).isEqualTo("{}");
      assertThat(collector.values(Topics.LOGS_RAW))
          .element(1)
          .asString()
          .contains("\"sum\":{\"isMonotonic\":true,\"dataPoints\":[{\"asInt\":\"2\"}]}");
    }
  }

  @Test
  void damagedOtlpIsAnsweredClearlyAndHarmsNobody() throws Exception {
    byte[] good = logs(3);
    Random random = new Random(7);
    try (CollectorFixture collector = new CollectorFixture()) {
      for (int i = 0; i < 300; i++) {
        byte[] bad = good.clone();
        for (int flips = 0; flips < 3; flips++) {
          bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        }
        int status =
            collector.post("/v1/logs", bad, "content-type", "application/x-protobuf").statusCode();
        assertThat(status).isIn(200, 400);
      }
      byte[] cut = java.util.Arrays.copyOf(good, good.length - 5);
      HttpResponse<byte[]> answer =
          collector.post("/v1/logs", cut, "content-type", "application/x-protobuf");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(text(answer)).contains("expected OTLP logs in protobuf");
      assertThat(collector.post("/v1/logs", good, "content-type", "text/plain").statusCode())
          .isEqualTo(415);
      assertThat(
              collector
                  .post("/v1/logs", good, "content-type", "application/x-protobuf")
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void bulkAnswersItemByItem() throws Exception {
    String body =
        """
        {"create":{"_index":"logs-web","_id":"7"}}
        {"message":"a"}
        {"index":{}}
        {"message":"b"}
        {"delete":{"_index":"logs-web","_id":"7"}}
        """;
    try (CollectorFixture collector = new CollectorFixture()) {
      HttpResponse<byte[]> answer =
          collector.post("/other/_bulk", body.getBytes(UTF_8), "content-type", "application/json");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-elastic-product")).contains("Elasticsearch");
      assertThat(text(answer))
          .startsWith(
              "{\"took\":1,\"errors\":true,\"items\":[{\"create\":{\"_index\":\"logs-web\","
                  + "\"_id\":\"7\",\"_version\":1,\"result\":\"created\",\"status\":201}},")
          .contains("{\"index\":{\"_index\":\"other\"", "{\"delete\":{", "\"status\":400");
      assertThat(collector.values(Topics.LOGS_RAW))
          .containsExactly("{\"message\":\"a\"}", "{\"message\":\"b\"}");
      assertThat(header(collector.kafka().stored().get(0), RawHeaders.KEY)).isEqualTo("logs-web/7");
      assertThat(text(collector.post("/_bulk", "{\"nonsense\":1}\n{}\n".getBytes(UTF_8))))
          .contains("line 1: expected {\\\"index\\\":{…}} or {\\\"create\\\":{…}}");
    }
  }

  @Test
  void splunkEventsBecomeLines() throws Exception {
    String body =
        """
        {"event":"plain text","host":"web-1","source":"/var/log/a.log"}{"time":1700000000.5,\
        "event":{"message":"structured"}}\
        """;
    try (CollectorFixture collector = new CollectorFixture()) {
      HttpResponse<byte[]> answer =
          collector.post("/services/collector/event", body.getBytes(UTF_8));
      assertThat(text(answer)).isEqualTo("{\"text\":\"Success\",\"code\":0}");
      assertThat(collector.values(Topics.LOGS_RAW))
          .containsExactly(
              "plain text",
              "{\"message\":\"structured\",\"@timestamp\":\"2023-11-14T22:13:20.500Z\"}");
      ProducerRecord<byte[], byte[]> record = collector.kafka().stored().get(0);
      assertThat(header(record, RawHeaders.HOST)).isEqualTo("web-1");
      assertThat(header(record, RawHeaders.FILE)).isEqualTo("/var/log/a.log");
    }
  }

  @Test
  void decompressionBombIsRefused() throws Exception {
    byte[] bomb = Packing.GZIP.pack(new byte[64 << 20]);
    try (CollectorFixture collector = new CollectorFixture("--max-request=1000000")) {
      for (Packing packing : new Packing[] {Packing.GZIP, Packing.ZSTD, Packing.LZ4}) {
        HttpResponse<byte[]> answer =
            collector.post(
                "/lines",
                packing == Packing.GZIP ? bomb : packing.pack(new byte[64 << 20]),
                "content-encoding",
                packing.name());
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(text(answer)).contains("expected at most 4000000 bytes");
      }
      assertThat(collector.post("/lines", "fine".getBytes(UTF_8)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void onlyWhoHasATokenMaySend(@TempDir Path folder) throws Exception {
    Path tokens = folder.resolve("tokens");
    Files.writeString(tokens, "# who\nshop " + Tenants.digest("s3cret") + "\n");
    try (CollectorFixture collector = new CollectorFixture("--tokens", tokens.toString())) {
      byte[] line = "line".getBytes(UTF_8);
      assertThat(collector.post("/lines", line).statusCode()).isEqualTo(401);
      HttpResponse<byte[]> wrong = collector.post("/lines", line, "authorization", "Bearer other");
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(text(wrong)).contains("no tenant has this token");
      String basic = Base64.getEncoder().encodeToString("any:s3cret".getBytes(UTF_8));
      for (String authorization :
          new String[] {"Bearer s3cret", "Splunk s3cret", "ApiKey s3cret", "Basic " + basic}) {
        assertThat(collector.post("/lines", line, "authorization", authorization).statusCode())
            .as(authorization)
            .isEqualTo(200);
      }
      assertThat(collector.kafka().stored()).hasSize(4);
      assertThat(header(collector.kafka().stored().get(0), RawHeaders.TENANT)).isEqualTo("shop");
    }
  }

  @Test
  void http2WithoutTlsIsSpoken() throws Exception {
    try (CollectorFixture collector = new CollectorFixture()) {
      Process curl =
          new ProcessBuilder(
                  "curl",
                  "-s",
                  "--http2-prior-knowledge",
                  "-d",
                  "line over h2",
                  "-w",
                  " %{http_version}",
                  "http://127.0.0.1:" + collector.address("http").getPort() + "/lines")
              .redirectErrorStream(true)
              .start();
      String out = new String(curl.getInputStream().readAllBytes(), UTF_8);
      assertThat(out).isEqualTo("{\"accepted\":1,\"dead\":0} 2");
    }
  }

  @Test
  void senderBeyondItsRateIsToldToComeAgain() throws Exception {
    try (CollectorFixture collector = new CollectorFixture("--max-lines-per-source=10")) {
      assertThat(collector.post("/lines", "x\n".repeat(50).getBytes(UTF_8)).statusCode())
          .isEqualTo(200);
      HttpResponse<byte[]> refused = collector.post("/lines", "x\n".getBytes(UTF_8));
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("retry-after")).contains("1");
    }
  }

  @Test
  void requestsOnOneConnectionAreAnsweredInOrder() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    try (CollectorFixture collector = new CollectorFixture()) {
      for (int i = 0; i < 50; i++) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://127.0.0.1:" + collector.address("http").getPort() + "/lines"))
                    .POST(HttpRequest.BodyPublishers.ofString("line " + i))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
      }
      assertThat(collector.kafka().stored()).hasSize(50);
    }
  }
}
