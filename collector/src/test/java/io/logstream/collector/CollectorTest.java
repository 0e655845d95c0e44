package io.logstream.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.collector.outlet.FakeKafka;
import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectorTest {

  @TempDir Path folder;

  private final FakeKafka kafka = new FakeKafka(FakeKafka.Mode.UP);
  private final HttpClient http = HttpClient.newHttpClient();
  private Collector collector;

  private Collector start(String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("--spool", folder.resolve("spool").toString()));
    for (String listener : List.of("syslog-tcp", "syslog-udp", "http", "frames", "admin")) {
      args.add("--" + listener);
      args.add("127.0.0.1:0");
    }
    args.addAll(List.of(more));
    collector = Collector.start(CollectorOptions.parse(args.toArray(String[]::new)), kafka);
    return collector;
  }

  @AfterEach
  void stop() {
    if (collector != null) {
      collector.close();
    }
  }

  private List<String> values(String topic) {
    return kafka.stored().stream()
        .filter(record -> record.topic().equals(topic))
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return http.send(request(path, body, headers), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + collector.address("http").getPort() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request.build();
  }

  private JsonNode health() throws IOException, InterruptedException {
    return new ObjectMapper().readTree(admin("/health"));
  }

  private String admin(String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + collector.address("admin").getPort() + path))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void syslogOverTcpGoesToKafkaByItsStream() throws IOException {
    start();
    try (Socket socket = new Socket()) {
      socket.connect(collector.address("syslog-tcp"));
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < 1000; i++) {
        out.write(
            "<34>1 2026-01-05T22:14:15Z web-1 su - - - text %d\n"
                .formatted(i)
                .getBytes(StandardCharsets.UTF_8));
      }
    }
    await().until(() -> kafka.stored().size() == 1000);
    ProducerRecord<byte[], byte[]> first = kafka.stored().get(0);
    assertThat(new String(first.key(), StandardCharsets.UTF_8)).isEqualTo("web-1/su");
    assertThat(header(first, RawHeaders.TRANSPORT)).isEqualTo("syslog+tcp");
    assertThat(header(first, RawHeaders.PEER)).startsWith("127.0.0.1:");
    assertThat(values(Topics.LOGS_RAW))
        .isEqualTo(
            IntStream.range(0, 1000)
                .mapToObj(i -> "<34>1 2026-01-05T22:14:15Z web-1 su - - - text " + i)
                .toList());
  }

  @Test
  void syslogOverUdpGoesToKafka() throws IOException {
    start();
    try (DatagramSocket socket = new DatagramSocket()) {
      byte[] bytes = "<34>Jan  5 22:14:15 web-1 su: text\n".getBytes(StandardCharsets.UTF_8);
      InetSocketAddress to = collector.address("syslog-udp");
      for (int i = 0; i < 10; i++) {
        socket.send(new DatagramPacket(bytes, bytes.length, to));
      }
    }
    await().until(() -> kafka.stored().size() == 10);
    assertThat(values(Topics.LOGS_RAW)).containsOnly("<34>Jan  5 22:14:15 web-1 su: text");
  }

  @Test
  void lineOverTheLimitGoesToTheDeadLettersCutOff() throws Exception {
    start("--max-line", "100");
    try (Socket socket = new Socket()) {
      socket.connect(collector.address("syslog-tcp"));
      socket
          .getOutputStream()
          .write(("x".repeat(5000) + "\n<34>good\n").getBytes(StandardCharsets.UTF_8));
    }
    assertThat(post("/lines", "y".repeat(200) + "\ngood\n").body())
        .isEqualTo("{\"accepted\":1,\"dead\":1}");
    await().until(() -> kafka.stored().size() == 4);
    assertThat(values(Topics.LOGS_RAW)).containsExactlyInAnyOrder("<34>good", "good");
    assertThat(values(Topics.LOGS_DEAD))
        .containsExactlyInAnyOrder("x".repeat(100), "y".repeat(100));
    ProducerRecord<byte[], byte[]> dead =
        kafka.stored().stream()
            .filter(record -> record.value()[0] == 'x')
            .findFirst()
            .orElseThrow();
    assertThat(header(dead, DeadLetterHeaders.REASON)).isEqualTo("TOO_LONG");
    assertThat(header(dead, DeadLetterHeaders.ERROR))
        .isEqualTo("line: expected at most 100 bytes, found 5000; cut off");
  }

  @Test
  void httpAnswersOnlyWhenKafkaHasTheLines() throws Exception {
    kafka.become(FakeKafka.Mode.HANGING);
    start("--spool-max", "0", "--guard", "timeout-ms=300");
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(
            request(
                "/ndjson?service=cart&host=web-1",
                "{\"a\":1}\n{\"a\":2}\n",
                "idempotency-key",
                "k7"),
            HttpResponse.BodyHandlers.ofString());
    await().until(() -> collector.lanes().pendingLines() == 2);
    assertThat(answer).isNotDone();
    kafka.become(FakeKafka.Mode.UP);
    assertThat(answer.get().statusCode()).isEqualTo(200);
    assertThat(answer.get().body()).isEqualTo("{\"accepted\":2,\"dead\":0}");
    ProducerRecord<byte[], byte[]> record = kafka.stored().get(1);
    assertThat(header(record, RawHeaders.FORMAT)).isEqualTo("json");
    assertThat(header(record, RawHeaders.SERVICE)).isEqualTo("cart");
    assertThat(header(record, RawHeaders.HOST)).isEqualTo("web-1");
    assertThat(header(record, RawHeaders.KEY)).isEqualTo("k7:8");
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("web-1/cart");
  }

  @Test
  void withoutRoomHttpAnswersThatTheSenderComesAgain() throws Exception {
    kafka.become(FakeKafka.Mode.DOWN);
    start("--spool-max", "0", "--memory", "10000");
    http.sendAsync(request("/lines", "x\n".repeat(20)), HttpResponse.BodyHandlers.ofString());
    await().until(() -> collector.lanes().pendingLines() == 20);
    HttpResponse<String> refused = post("/lines", "more\n");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after")).isPresent();
    assertThat(health().get("status").asText()).isEqualTo("full");
    kafka.become(FakeKafka.Mode.UP);
    await().until(() -> kafka.stored().size() == 20);
    assertThat(post("/lines", "more\n").statusCode()).isEqualTo(200);
  }

  @Test
  void withoutRoomDatagramsAreShedAndCounted() throws Exception {
    kafka.become(FakeKafka.Mode.DOWN);
    start("--spool-max", "0", "--memory", "2000");
    int sent = 500;
    try (DatagramSocket socket = new DatagramSocket()) {
      byte[] bytes = "<34>text".getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < sent; i++) {
        socket.send(new DatagramPacket(bytes, bytes.length, collector.address("syslog-udp")));
      }
    }
    CollectorMetrics.Transport udp = collector.metrics().transport("syslog+udp");
    await().until(() -> udp.lines() + udp.shedLines() == sent);
    assertThat(udp.shedLines()).isPositive();
    kafka.become(FakeKafka.Mode.UP);
    await().until(() -> kafka.stored().size() == sent - udp.shedLines());
  }

  @Test
  void withoutRoomTcpSendersWaitAndLoseNothing() throws Exception {
    kafka.become(FakeKafka.Mode.DOWN);
    start("--spool-max", "0", "--memory", "100000");
    int sent = 30_000;
    Thread sender =
        new Thread(
            () -> {
              try (Socket socket = new Socket()) {
                socket.connect(collector.address("syslog-tcp"));
                OutputStream out = socket.getOutputStream();
                byte[] line = ("<34>" + "x".repeat(600) + "\n").getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < sent; i++) {
                  out.write(line);
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    sender.start();
    await().until(() -> !collector.isReceiving());
    kafka.become(FakeKafka.Mode.UP);
    await().until(() -> kafka.stored().size() == sent);
    sender.join();
  }

  @Test
  void wrongRequestsAreAnsweredClearly() throws Exception {
    start("--max-request", "1000");
    assertThat(post("/nowhere", "x").statusCode()).isEqualTo(404);
    HttpResponse<String> large = post("/lines", "x".repeat(2000));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).contains("expected at most 1000 bytes");
    HttpResponse<String> get =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:" + collector.address("http").getPort() + "/lines"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.body()).contains("expected POST");
  }

  @Test
  void healthAndMetricsAgreeThatNothingIsUnaccountedFor() throws Exception {
    start("--max-line", "100");
    post("/lines", "a\nb\n" + "c".repeat(200) + "\n");
    JsonNode flow = health().get("flow");
    assertThat(flow.get("received").asLong()).isEqualTo(3);
    assertThat(flow.get("storedRaw").asLong()).isEqualTo(2);
    assertThat(flow.get("storedDead").asLong()).isEqualTo(1);
    assertThat(flow.get("inFlight").asLong()).isZero();
    JsonNode source = health().get("sources").get(0);
    assertThat(source.get("source").asText()).isEqualTo("http 127.0.0.1");
    assertThat(source.get("refused").asLong()).isEqualTo(1);
    assertThat(source.get("error").asText()).contains("expected at most 100 bytes, found 200");
    assertThat(admin("/metrics"))
        .contains("logstream_collector_received_lines_total{transport=\"http\"} 3.0")
        .contains("logstream_collector_stored_lines_total{topic=\"logs.raw\"} 2.0")
        .contains("logstream_guard_state{guard=\"kafka\"} 0.0");
  }

  @Test
  void operatorForcesAGuard() throws Exception {
    start();
    URI guard =
        URI.create(
            "http://127.0.0.1:" + collector.address("admin").getPort() + "/guards/kafka?state=");
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(guard + "open"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).isEqualTo("{\"guard\":\"kafka\",\"state\":\"FORCED_OPEN\"}");
    assertThat(post("/lines", "spooled\n").statusCode()).isEqualTo(200);
    assertThat(kafka.stored()).isEmpty();
    assertThat(health().get("status").asText()).isEqualTo("spooling");
    http.send(
        HttpRequest.newBuilder(URI.create(guard + "auto"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
    await().until(() -> kafka.stored().size() == 1);
  }

  @Test
  void addressThatIsTakenEndsTheStartWithItsName() throws IOException {
    start();
    int port = collector.address("http").getPort();
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                Collector.start(
                    CollectorOptions.parse(
                        "--spool",
                        folder.resolve("other").toString(),
                        "--syslog-tcp=off",
                        "--syslog-udp=off",
                        "--frames=off",
                        "--admin=127.0.0.1:0",
                        "--http=127.0.0.1:" + port),
                    kafka))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("--http: cannot listen on 127.0.0.1:" + port);
  }
}
