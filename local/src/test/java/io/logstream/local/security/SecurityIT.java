package io.logstream.local.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.Authorities;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.event.Topics;
import io.logstream.local.stack.Port;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole system under TLS and log-in: it does its work, and strangers are refused at each port.
 */
@Tag("long")
@TestInstance(Lifecycle.PER_CLASS)
class SecurityIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Path folder;
  private SecuredStack stack;
  private SSLContext trustingContext;
  private HttpClient trusting;

  @BeforeAll
  void start(@TempDir Path given) throws Exception {
    folder = given;
    stack = new SecuredStack(folder.resolve("data"));
    stack.start();
    trustingContext = Authorities.trusting(stack.security().resolve("ca.pem"));
    trusting = HttpClient.newBuilder().sslContext(trustingContext).build();
  }

  @AfterAll
  void end() throws Exception {
    stack.delete();
  }

  private String address(Port port) {
    return "127.0.0.1:" + stack.port(port.offset());
  }

  private HttpResponse<String> get(HttpClient client, String uri, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void linesShippedWithATokenAreFoundWithAToken() throws Exception {
    Path lines = folder.resolve("lines.log");
    Files.write(
        lines,
        Stream.iterate(0, i -> i < 100, i -> i + 1)
            .map(i -> "<134>1 - web shop - - - checkout of a secured order number " + i)
            .toList());
    stack.run(
        2,
        "ship",
        lines.toString(),
        "--to",
        address(Port.COLLECTOR_FRAMES),
        "--tls",
        "--ca",
        stack.security().resolve("ca.pem").toString(),
        "--token-file",
        stack.security().resolve("secrets/collector-token").toString(),
        "--state",
        folder.resolve("ship").toString());
    String search =
        "https://" + address(Port.CONSOLE) + "/api/v1/search?from=now-1h&q=secured&size=5";
    String token = "Bearer " + stack.secret("console-token");
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              HttpResponse<String> answer = get(trusting, search, "Authorization", token);
              assertThat(answer.statusCode()).isEqualTo(200);
              JsonNode total = JSON.readTree(answer.body()).at("/total/value");
              assertThat(total.asInt()).isEqualTo(100);
            });
  }

  @Test
  void aPersonLogsInWithThePasswordOfTheFile() throws Exception {
    String body =
        JSON.createObjectNode()
            .put("user", "viewer")
            .put("password", stack.secret("console-viewer"))
            .toString();
    HttpRequest login =
        HttpRequest.newBuilder(URI.create("https://" + address(Port.CONSOLE) + "/api/v1/login"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    assertThat(trusting.send(login, HttpResponse.BodyHandlers.ofString()).body())
        .contains("\"role\":\"viewer\"");
  }

  @Test
  void kafkaRefusesWhoDoesNotLogIn() {
    assertThat(failureOf(Map.of())).isInstanceOf(TimeoutException.class);
    assertThat(failureOf(as("jobs", "a wrong password")))
        .isInstanceOf(SaslAuthenticationException.class);
    assertThat(failureOf(as("nobody", "a wrong password")))
        .isInstanceOf(SaslAuthenticationException.class);
    Map<String, Object> unknownAuthority = new HashMap<>(as("jobs", "a wrong password"));
    unknownAuthority.keySet().removeIf(key -> key.startsWith("ssl.truststore"));
    assertThat(failureOf(unknownAuthority)).isInstanceOf(SslAuthenticationException.class);
  }

  @Test
  void kafkasControllerRefusesWhoShowsNoCertificate() throws Exception {
    try (Socket socket =
        knowing("kafka-controller")
            .getSocketFactory()
            .createSocket(
                InetAddress.getLoopbackAddress(), stack.port(Port.KAFKA_CONTROLLER.offset()))) {
      socket.setSoTimeout(5_000);
      // By TLS 1.3 the refusal comes with the first answer, as an alert or, if the socket was
      // closed
      // before the alert was read, as a reset; a controller that asked for nothing would wait for a
      // request.
      assertThatThrownBy(
              () -> {
                socket.getOutputStream().write(0);
                socket.getInputStream().read();
              })
          .isInstanceOfAny(SSLException.class, SocketException.class);
    }
  }

  /** What comes of listing the topics with these settings. */
  private Throwable failureOf(Map<String, Object> security) {
    try (Admin admin = Admin.create(kafka(security))) {
      admin.listTopics().names().get(30, TimeUnit.SECONDS);
      throw new AssertionError("it was let in");
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> kafka(Map<String, ?> security) {
    Map<String, Object> settings = new HashMap<>(security);
    settings.put("bootstrap.servers", address(Port.KAFKA));
    settings.put("request.timeout.ms", 4_000);
    settings.put("default.api.timeout.ms", 5_000);
    return settings;
  }

  private Map<String, Object> as(String user, String password) {
    Map<String, Object> settings = new HashMap<>(settingsOf("jobs"));
    settings.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, password));
    return settings;
  }

  private Map<String, String> settingsOf(String user) {
    return KafkaSecurity.read(stack.security().resolve("kafka-" + user + ".properties"));
  }

  @Test
  void theCollectorMayAddToWhatWasReceivedAndNoMore() throws Exception {
    Map<String, Object> collector = kafka(settingsOf("collector"));
    collector.put("max.block.ms", 20_000);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(collector, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(Topics.LOGS_RAW, "a line")).get();
      assertThatThrownBy(() -> producer.send(new ProducerRecord<>(Topics.ALERTS, "forged")).get())
          .hasCauseInstanceOf(TopicAuthorizationException.class);
    }
  }

  @Test
  void postgresqlRefusesWhoHasNoPasswordAndWhoDoesNotEncrypt() {
    String url = "jdbc:postgresql://" + address(Port.POSTGRESQL) + "/ledger?user=logstream";
    assertThatThrownBy(() -> DriverManager.getConnection(url + "&sslmode=require").close())
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password");
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                        url + "&sslmode=disable&password=" + stack.secret("postgresql"))
                    .close())
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("no encryption");
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(url + "&sslmode=require&password=a-wrong-password")
                    .close())
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void flinkRefusesWhoShowsNoCertificate() throws Exception {
    HttpClient knowing = HttpClient.newBuilder().sslContext(knowing("flink")).build();
    for (Port port : List.of(Port.FLINK_REST, Port.SQL_GATEWAY)) {
      // It is signed by an authority of Flink's alone, which this client does not even know.
      assertThatThrownBy(() -> get(trusting, "https://" + address(port) + "/v1/info"))
          .isInstanceOf(SSLException.class);
      assertThatThrownBy(() -> get(knowing, "https://" + address(port) + "/v1/info"))
          .isInstanceOf(IOException.class);
    }
  }

  /** Knows who is in a store and has nothing to show. */
  private SSLContext knowing(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(stack.security().resolve(name + ".p12"))) {
      store.load(in, stack.secret("stores").toCharArray());
    }
    return Authorities.trusting(store);
  }

  @Test
  void redisRefusesWhoHasNoPassword() throws IOException {
    try (Socket socket =
        trustingContext
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), stack.port(Port.REDIS.offset()))) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readNBytes(7), StandardCharsets.US_ASCII))
          .isEqualTo("-NOAUTH");
    }
  }

  @Test
  void consoleAndCollectorRefuseWhoHasNoToken() throws Exception {
    String console = "https://" + address(Port.CONSOLE) + "/api/v1/search?q=x";
    assertThat(get(trusting, console).statusCode()).isEqualTo(401);
    assertThat(get(trusting, console, "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
    HttpRequest lines =
        HttpRequest.newBuilder(URI.create("https://" + address(Port.COLLECTOR_HTTP) + "/v1/logs"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    assertThat(trusting.send(lines, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(401);
  }

  @Test
  void whoDoesNotKnowTheAuthorityIsToldNothing() {
    for (Port port : List.of(Port.CONSOLE, Port.COLLECTOR_HTTP, Port.COLLECTOR_FRAMES)) {
      assertThatThrownBy(() -> get(HttpClient.newHttpClient(), "https://" + address(port) + "/"))
          .as(port.name())
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void noSecretIsInALogOrOnACommandLine() throws IOException {
    List<String> found = new ArrayList<>();
    List<Path> looked = new ArrayList<>(stack.logs());
    for (long process : stack.processes()) {
      looked.add(Path.of("/proc", Long.toString(process), "cmdline"));
      looked.add(Path.of("/proc", Long.toString(process), "environ"));
    }
    assertThat(stack.secrets()).hasSizeGreaterThan(10);
    for (Path file : looked) {
      String text = textIfThere(file);
      for (Path secret : stack.secrets()) {
        if (text.contains(Files.readString(secret))) {
          found.add(secret.getFileName() + " in " + file);
        }
      }
    }
    assertThat(found).isEmpty();
    assertThat(stack.secrets()).noneMatch(secret -> stack.said().contains(text(secret)));
  }

  /** Empty where the process has ended meanwhile, as PostgreSQL's do with their connections. */
  private static String textIfThere(Path file) throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      if (file.startsWith("/proc") && !Files.exists(file.getParent())) {
        return "";
      }
      throw e;
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void onlyTheirOwnerReadsTheFilesOfSecrets() throws IOException {
    assertThat(Files.getPosixFilePermissions(stack.security()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    for (Path secret : stack.secrets()) {
      assertThat(Files.getPosixFilePermissions(secret))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void nothingIsOpenBeyondThisMachine() throws IOException {
    List<Long> processes = stack.processes();
    assertThat(Listening.of(processes))
        .extracting(Listening::port)
        .as("the scan sees what is known to listen")
        .contains(
            stack.port(Port.KAFKA.offset()),
            stack.port(Port.POSTGRESQL.offset()),
            stack.port(Port.ELASTICSEARCH.offset()),
            stack.port(Port.CONSOLE.offset()));
    assertThat(Listening.of(processes)).filteredOn(socket -> !socket.isLoopback()).isEmpty();
  }
}
