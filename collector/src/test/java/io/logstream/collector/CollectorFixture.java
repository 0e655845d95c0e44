package io.logstream.collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.collector.outlet.FakeKafka;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A collector on free ports before a {@link FakeKafka}. */
public final class CollectorFixture implements AutoCloseable {

  private static final List<String> LISTENERS =
      List.of("syslog-tcp", "syslog-udp", "json-tcp", "gelf-udp", "http", "frames", "admin");

  private final FakeKafka kafka = new FakeKafka(FakeKafka.Mode.UP);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Path folder;
  private final Collector collector;

  public CollectorFixture(String... more) throws IOException {
    folder = Files.createTempDirectory("collector");
    List<String> args = new ArrayList<>(List.of("--spool", folder.toString()));
    List<String> given = List.of(more);
    LISTENERS.stream()
        .map(listener -> "--" + listener + "=")
        .filter(option -> given.stream().noneMatch(arg -> arg.startsWith(option)))
        .forEach(option -> args.add(option + "127.0.0.1:0"));
    args.addAll(given);
    collector = Collector.start(CollectorOptions.parse(args.toArray(String[]::new)), kafka);
  }

  public FakeKafka kafka() {
    return kafka;
  }

  public InetSocketAddress address(String listener) {
    return collector.address(listener);
  }

  Collector collector() {
    return collector;
  }

  public List<String> values(String topic) {
    return kafka.stored().stream()
        .filter(record -> record.topic().equals(topic))
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }

  public static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return record.headers().lastHeader(name) == null
        ? ""
        : new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  public HttpResponse<byte[]> post(String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address("http").getPort() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  public static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  public JsonNode health() throws IOException, InterruptedException {
    return new ObjectMapper()
        .readTree(
            client
                .send(
                    HttpRequest.newBuilder(
                            URI.create(
                                "http://127.0.0.1:" + address("admin").getPort() + "/health"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .body());
  }

  @Override
  public void close() throws IOException {
    collector.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
