package io.logstream.collector;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logstream.collector.frame.Frame;
import io.logstream.collector.frame.FrameAnswer;
import io.logstream.collector.wire.Packing;
import io.logstream.local.stack.junit.StackExtension;
import io.netty.pkitesting.X509Bundle;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The collector as a process of its own under senders that mean it ill. Each gets a clear answer
 * and is counted; memory stays bounded, or the process, whose heap is small and which ends when it
 * runs out of it, is gone; and a well-behaved sender at the same time loses nothing.
 */
@Tag("long")
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final List<String> LISTENERS =
      List.of("syslog-tcp", "relp", "http", "frames", "admin");

  /** Connections at once, bytes of the endless line, damaged messages. */
  private static final int CONNECTIONS = Integer.getInteger("hostile.connections", 1000);

  private static final long LINE = Long.getLong("hostile.line", 64L << 20);
  private static final int FUZZED = Integer.getInteger("hostile.fuzzed", 500);

  private static final int RATE = 1000;
  private static final Duration WITHIN = Duration.ofSeconds(3);

  /** That a limit of time is kept is seen so much later at most, on a machine that is busy. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService attackers = Executors.newCachedThreadPool();
  private CollectorProcess collector;

  @BeforeAll
  static void createTopics() {
    CollectorProcess.createTopics(STACK.kafka());
  }

  private void start(List<String> listeners, String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of(more));
    if (options.stream().noneMatch(option -> option.startsWith("--message-within="))) {
      options.add("--message-within=" + WITHIN.toMillis());
    }
    collector =
        new CollectorProcess(
            folder, STACK.kafka().bootstrapServers(), listeners, options.toArray(String[]::new));
    collector.start();
  }

  @AfterEach
  void end() {
    attackers.shutdownNow();
    if (collector != null) {
      collector.close();
    }
  }

  private interface Attack {
    void run() throws Exception;
  }

  /** Runs an attack while a well-behaved sender sends, which must lose nothing. */
  private void beside(String name, Attack attack) throws Exception {
    long begin = System.nanoTime();
    // Other tests' lines are in the same topic.
    String mark = STACK.unique(name);
    try (MemoryWatch memory = new MemoryWatch(collector)) {
      SteadySender good = new SteadySender(collector.port("syslog-tcp"), mark, RATE);
      try {
        attack.run();
      } finally {
        int sent = good.end();
        await(mark + ": stored")
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    MarkedLines.find(STACK.kafka().bootstrapServers(), mark).numbers().cardinality()
                        >= sent);
        MarkedLines.assertAllFound(STACK.kafka().bootstrapServers(), mark, sent);
        System.out.printf(
            "%s: %d ms; well-behaved lines sent %d, in logs.raw %d; %s%n",
            mark, (System.nanoTime() - begin) / 1_000_000, sent, sent, memory);
      }
      assertThat(memory.queue()).as("bytes counted").isLessThan(150L << 20);
    }
    assertThat(Files.readString(folder.resolve("collector.log")))
        .doesNotContain("OutOfMemory")
        .doesNotContain("unexpected way");
  }

  private long rejected(String transport) throws Exception {
    return MemoryWatch.sum(
        collector.get("/metrics"),
        "logstream_collector_rejected_requests_total{transport=\"%s\"".formatted(transport));
  }

  private Socket connect(String listener) throws IOException {
    return new Socket("127.0.0.1", collector.port(listener));
  }

  /** What one sender saw of the end of its connection. */
  private record Ended(Duration after, String answer) {}

  /** Writes byte after byte until the other end has had enough. */
  private Callable<Ended> dripped(String listener, byte[] first, byte[] then) {
    return () -> {
      long begin = System.nanoTime();
      byte[] answer = {};
      try (Socket socket = connect(listener)) {
        socket.setSoTimeout(200);
        OutputStream out = socket.getOutputStream();
        out.write(first);
        for (int i = 0; ; i++) {
          if (then.length > 0) {
            out.write(then[i % then.length]);
            out.flush();
          }
          try {
            byte[] more = socket.getInputStream().readNBytes(1);
            if (more.length == 0) {
              break;
            }
            answer = concat(answer, more);
            socket.setSoTimeout(30_000);
            answer = concat(answer, socket.getInputStream().readAllBytes());
            break;
          } catch (java.net.SocketTimeoutException e) {
            // Still open: the next byte.
          }
        }
      } catch (java.net.SocketException e) {
        // Reset: an end as well.
      }
      return new Ended(Duration.ofNanos(System.nanoTime() - begin), new String(answer, ISO_8859_1));
    };
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  @Test
  void whoDripsIsClosedInTimeAndTold() throws Exception {
    X509Bundle authority = TestTls.authority();
    start(
        List.of("syslog-tcp", "relp", "http", "frames", "admin", "syslog-tls"),
        tls(authority, "none"));
    int each = 5;
    byte[] frame = new Frame(1, Map.of(), List.of()).encode(Packing.NONE);
    Map<String, Callable<Ended>> drips = new LinkedHashMap<>();
    drips.put("http head", dripped("http", text("POST /lines HTTP/1.1\r\n"), text("X: y\r\n")));
    drips.put(
        "http body",
        dripped(
            "http",
            text("POST /lines HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"),
            text("line\n")));
    drips.put("syslog line", dripped("syslog-tcp", text("<34>1 dripped"), text("x")));
    drips.put("syslog counted", dripped("syslog-tcp", text("100000 <34>1 dripped"), text("x")));
    drips.put("relp frame", dripped("relp", text("1 open 5000 "), text("x")));
    drips.put(
        "frame", dripped("frames", concat(Frame.PREFACE, Arrays.copyOf(frame, 5)), text("\0")));
    drips.put("tls handshake", dripped("syslog-tls", new byte[0], new byte[0]));
    beside(
        "drip",
        () -> {
          Map<String, List<Future<Ended>>> ends = new LinkedHashMap<>();
          drips.forEach(
              (name, drip) -> {
                for (int i = 0; i < each; i++) {
                  ends.computeIfAbsent(name, key -> new ArrayList<>()).add(attackers.submit(drip));
                }
              });
          for (Map.Entry<String, List<Future<Ended>>> entry : ends.entrySet()) {
            for (Future<Ended> future : entry.getValue()) {
              Ended ended = future.get();
              Duration limit = entry.getKey().startsWith("tls") ? Duration.ofSeconds(10) : WITHIN;
              assertThat(ended.after())
                  .as(entry.getKey())
                  .isBetween(limit.minusMillis(50), limit.plus(GRACE));
              String expected =
                  switch (entry.getKey()) {
                    case "http head", "http body" -> "HTTP/1.1 408";
                    case "relp frame" -> "expected the end of the frame";
                    case "frame" -> "expected the end of the frame";
                    default -> "";
                  };
              assertThat(ended.answer()).as(entry.getKey()).contains(expected);
            }
            System.out.printf(
                "drip: %s: closed after %d ms%n",
                entry.getKey(), entry.getValue().get(0).get().after().toMillis());
          }
        });
    assertThat(rejected("http")).isEqualTo(2L * each);
    assertThat(rejected("syslog+tcp")).isEqualTo(2L * each);
    assertThat(rejected("relp")).isEqualTo(each);
    assertThat(rejected("frames")).isEqualTo(each);
    assertThat(rejected("syslog+tls")).isEqualTo(each);
    assertThat(collector.health().get("flow").get("storedDead").asLong())
        .as("half lines are kept, with the reason")
        .isEqualTo(2L * each);
  }

  /** Many connections, of which the closed ones are counted. */
  private static final class Crowd implements AutoCloseable {
    private final List<SocketChannel> channels = new ArrayList<>();
    private final Selector selector;

    Crowd() throws IOException {
      selector = Selector.open();
    }

    void add(String from, int port, int count) throws IOException {
      for (int i = 0; i < count; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.bind(new InetSocketAddress(from, 0));
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        channels.add(channel);
      }
    }

    /** Takes the closed ones out; what they were told comes along. */
    List<String> closed() throws IOException {
      List<String> told = new ArrayList<>();
      selector.selectNow();
      for (SelectionKey key : selector.selectedKeys()) {
        ByteBuffer answer = ByteBuffer.allocate(1000);
        int read;
        try {
          do {
            read = ((SocketChannel) key.channel()).read(answer);
          } while (read > 0);
        } catch (IOException e) {
          read = -1;
        }
        told.add(new String(answer.array(), 0, answer.position(), ISO_8859_1));
        key.cancel();
        key.channel().close();
        channels.remove(key.channel());
      }
      selector.selectedKeys().clear();
      return told;
    }

    void writeEach(String mark) throws IOException {
      for (int i = 0; i < channels.size(); i++) {
        channels.get(i).write(ByteBuffer.wrap(text("<34>" + MarkedLines.text(mark, i) + "\n")));
      }
    }

    @Override
    public void close() throws IOException {
      selector.close();
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  @Test
  void connectionsAreBoundedForOneSenderAndForAll() throws Exception {
    int more = 40;
    int all = CONNECTIONS + 10;
    start(LISTENERS, "--max-connections=" + all, "--max-connections-per-source=" + CONNECTIONS / 2);
    beside(
        "crowd",
        () -> {
          try (Crowd crowd = new Crowd()) {
            long begin = System.nanoTime();
            int port = collector.port("syslog-tcp");
            crowd.add("127.0.0.2", port, CONNECTIONS / 2 + more);
            awaitRejected("syslog+tcp", more);
            crowd.add("127.0.0.3", port, CONNECTIONS / 2 + more);
            awaitRejected("syslog+tcp", 2 * more);
            assertThat(crowd.closed()).hasSize(2 * more);
            try (Crowd late = new Crowd()) {
              late.add("127.0.0.4", collector.port("http"), more);
              await().until(() -> rejected("http") >= more - 10);
              assertThat(late.closed())
                  .hasSizeGreaterThanOrEqualTo(more - 10)
                  .allSatisfy(told -> assertThat(told).startsWith("HTTP/1.1 503"));
            }
            crowd.writeEach("crowded");
            awaitStored("crowded", CONNECTIONS);
            System.out.printf(
                "crowd: %d connections open, %d ms%n",
                CONNECTIONS, (System.nanoTime() - begin) / 1_000_000);
          }
        });
  }

  private static void awaitStored(String mark, int count) {
    await(mark)
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                MarkedLines.find(STACK.kafka().bootstrapServers(), mark).numbers().cardinality()
                    == count);
  }

  private void awaitRejected(String transport, long count) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(rejected(transport)).isEqualTo(count));
  }

  private Callable<Integer> posted(String path, byte[] body, String... headers) {
    return () -> post(path, body, headers).statusCode();
  }

  private HttpResponse<String> post(String path, byte[] body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(collector.uri("http", path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static byte[] repeated(String text, int bytes) {
    byte[] once = text(text);
    byte[] all = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      all[i] = once[i % once.length];
    }
    return all;
  }

  private static byte[] text(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** A body that is small as it comes, and what it is. */
  private record Bomb(String path, byte[] body, String type) {}

  private static Bomb gzipped(String path, String type, byte[] body) throws IOException {
    return new Bomb(path, Packing.GZIP.pack(body), "gzip/" + type);
  }

  @Test
  void whatBecomesMoreThanItWasIsRefused() throws Exception {
    // However slow the machine is at sending them.
    start(LISTENERS, "--message-within=600000");
    Map<String, Bomb> bombs = new TreeMap<>();
    for (Packing packing : List.of(Packing.GZIP, Packing.ZSTD, Packing.LZ4, Packing.DEFLATE)) {
      String name = packing.name().toLowerCase(java.util.Locale.ROOT);
      bombs.put("zeros " + name, new Bomb("/lines", packing.pack(new byte[200 << 20]), name));
    }
    // One after the other: what each is before it is packed does not fit into memory together.
    int size = 60 << 20;
    bombs.put("lines of a byte", gzipped("/lines", "text/plain", repeated("a\n", size)));
    bombs.put(
        "items that are not stored",
        gzipped("/_bulk", "x-ndjson", repeated("{\"delete\":{}}\n", size / 14 * 14)));
    bombs.put(
        "nested arrays", gzipped("/v1/logs", "json", text("[" + "[],".repeat(size / 3) + "[]]")));
    bombs.put(
        "objects of one event",
        gzipped(
            "/services/collector", "json", text("{\"event\":[" + "{},".repeat(size / 3) + "{}]}")));
    bombs.put("empty records", gzipped("/v1/logs", "x-protobuf", emptyRecords(size / 2)));
    bombs.put("unknown fields", gzipped("/v1/traces", "x-protobuf", unknownFields(size / 3)));
    Map<String, Map<Integer, Integer>> answers = new TreeMap<>();
    beside(
        "bomb",
        () -> {
          Map<String, List<Future<Integer>>> sent = new TreeMap<>();
          for (int round = 0; round < 4; round++) {
            bombs.forEach(
                (name, bomb) -> {
                  String[] type = bomb.type().split("/");
                  sent.computeIfAbsent(name, key -> new ArrayList<>())
                      .add(
                          attackers.submit(
                              posted(
                                  bomb.path(),
                                  bomb.body(),
                                  "content-encoding",
                                  type[0],
                                  "content-type",
                                  "application/" + type[type.length - 1])));
                });
          }
          for (Map.Entry<String, List<Future<Integer>>> entry : sent.entrySet()) {
            for (Future<Integer> answer : entry.getValue()) {
              answers
                  .computeIfAbsent(entry.getKey(), key -> new TreeMap<>())
                  .merge(answer.get(), 1, Integer::sum);
            }
          }
          frameBombs();
        });
    System.out.println("bomb: answers " + answers);
    answers.forEach(
        (name, statuses) ->
            assertThat(statuses.keySet()).as(name).isSubsetOf(400, 413, 429).isNotEmpty());
    assertThat(rejected("http")).isEqualTo(4L * bombs.size());
  }

  private void frameBombs() throws Exception {
    for (Packing packing : List.of(Packing.GZIP, Packing.ZSTD, Packing.LZ4)) {
      Frame lines =
          new Frame(
              1,
              Map.of(),
              java.util.Collections.nCopies(
                  2 << 20, new Frame.PositionedLine(0, new byte[] {'a'})));
      assertThat(answered(lines.encode(packing)).text()).contains("at most", "lines");
      byte[] big =
          new Frame(2, Map.of(), List.of(new Frame.PositionedLine(0, new byte[100 << 20])))
              .encode(packing);
      assertThat(answered(big).text()).contains("at most");
      ByteBuffer.wrap(big).putInt(14, 1000);
      assertThat(answered(signed(big)).text()).contains("at most 1000 bytes after unpacking");
    }
  }

  /** With the checksum that the collector expects. */
  private static byte[] signed(byte[] frame) {
    CRC32C crc = new CRC32C();
    crc.update(frame, 0, Frame.HEADER - 4);
    crc.update(frame, Frame.HEADER, frame.length - Frame.HEADER);
    ByteBuffer.wrap(frame).putInt(Frame.HEADER - 4, (int) crc.getValue());
    return frame;
  }

  private FrameAnswer answered(byte[] frame) throws IOException {
    try (Socket socket = connect("frames")) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(Frame.PREFACE);
      out.write(Frame.hello(""));
      out.write(frame);
      FrameAnswer answer = FrameAnswer.read(new DataInputStream(socket.getInputStream()));
      assertThat(answer.kind()).as(answer.text()).isEqualTo(FrameAnswer.Kind.REFUSED);
      return answer;
    }
  }

  /** Records of no bytes, two on the wire each. */
  private static byte[] emptyRecords(int count) {
    ScopeLogs scope =
        ScopeLogs.newBuilder()
            .addAllLogRecords(java.util.Collections.nCopies(count, LogRecord.getDefaultInstance()))
            .build();
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(ResourceLogs.newBuilder().addScopeLogs(scope))
        .build()
        .toByteArray();
  }

  /** Fields that no schema has, each another one. */
  private static byte[] unknownFields(int count) {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    com.google.protobuf.CodedOutputStream out =
        com.google.protobuf.CodedOutputStream.newInstance(bytes);
    try {
      for (int i = 0; i < count; i++) {
        out.writeBool(100 + i % 1_000_000, true);
      }
      out.flush();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void lineWithoutAnEndIsCutAndKept() throws Exception {
    start(LISTENERS, "--message-within=600000");
    byte[] part = repeated("x", 1 << 20);
    beside(
        "endless",
        () -> {
          List<Future<?>> senders = new ArrayList<>();
          for (String first : List.of("<34>1 endless ", LINE + " <34>1 counted ")) {
            senders.add(
                attackers.submit(
                    () -> {
                      try (Socket socket = connect("syslog-tcp")) {
                        socket.getOutputStream().write(text(first));
                        for (long sent = 0; sent < LINE; sent += part.length) {
                          socket.getOutputStream().write(part);
                        }
                      }
                      return null;
                    }));
          }
          try (Socket socket = connect("http")) {
            socket.setSoTimeout(30_000);
            socket
                .getOutputStream()
                .write(text("POST /lines HTTP/1.1\r\nContent-Length: " + LINE + "\r\n\r\n"));
            assertThat(new String(socket.getInputStream().readNBytes(12), ISO_8859_1))
                .isEqualTo("HTTP/1.1 413");
          }
          for (Future<?> sender : senders) {
            sender.get();
          }
          await()
              .atMost(Duration.ofSeconds(60))
              .until(() -> collector.health().get("flow").get("storedDead").asLong() == 2);
        });
  }

  @Test
  void whoNeverReadsItsAnswersIsReadFromNoMore() throws Exception {
    start(LISTENERS, "--message-within=600000");
    byte[] frame = new Frame(1, Map.of(), List.of()).encode(Packing.NONE);
    Map<String, byte[]> requests =
        Map.of(
            "frames", frame,
            "relp", text("7 nothing 0\n"),
            "http", text("GET /services/collector/health HTTP/1.1\r\nHost: x\r\n\r\n"));
    beside(
        "deaf",
        () -> {
          for (Map.Entry<String, byte[]> entry : requests.entrySet()) {
            try (SocketChannel channel = SocketChannel.open()) {
              channel.connect(new InetSocketAddress("127.0.0.1", collector.port(entry.getKey())));
              if (entry.getKey().equals("frames")) {
                channel.write(ByteBuffer.wrap(Frame.PREFACE));
              } else if (entry.getKey().equals("relp")) {
                channel.write(ByteBuffer.wrap(text("1 open 0\n")));
              }
              channel.configureBlocking(false);
              ByteBuffer many = ByteBuffer.wrap(repeatedWhole(entry.getValue(), 1 << 16));
              // It takes no more, for as long as a reader would need for all that is buffered.
              await(entry.getKey() + " takes no more")
                  .atMost(Duration.ofSeconds(60))
                  .pollInterval(Duration.ofMillis(10))
                  .during(Duration.ofSeconds(2))
                  .until(
                      () -> {
                        int written = 0;
                        int more;
                        do {
                          if (!many.hasRemaining()) {
                            many.rewind();
                          }
                          more = channel.write(many);
                          written += more;
                        } while (more > 0 && written < 1 << 22);
                        return written == 0;
                      });
            }
          }
        });
  }

  private static byte[] repeatedWhole(byte[] once, int bytes) {
    byte[] all = new byte[bytes / once.length * once.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = once[i % once.length];
    }
    return all;
  }

  /** Lines that are nothing but their overhead, with nowhere to go. */
  @Test
  void floodOfTinyLinesWithKafkaAwayMakesSendersWait() throws Exception {
    start(
        LISTENERS,
        "--spool-max=0",
        "--message-within=600000",
        "--guard=timeout-ms=2000",
        "--guard=minimum-calls=2");
    byte[] tiny = repeated("a\n", 1 << 20);
    STACK.kafka().kill();
    try (MemoryWatch memory = new MemoryWatch(collector)) {
      for (int i = 0; i < 4; i++) {
        attackers.submit(
            () -> {
              try (Socket socket = connect("syslog-tcp")) {
                while (true) {
                  socket.getOutputStream().write(tiny);
                }
              }
            });
      }
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> collector.health().get("status").asText().equals("full"));
      System.out.println("tiny: " + memory);
    } finally {
      STACK.kafka().start();
      STACK.kafka().awaitReady();
    }
    await()
        .atMost(Duration.ofSeconds(120))
        .until(() -> collector.health().get("flow").get("storedRaw").asLong() > 1_000_000);
    assertThat(Files.readString(folder.resolve("collector.log"))).doesNotContain("OutOfMemory");
  }

  private String[] tls(X509Bundle authority, String client) throws Exception {
    X509Bundle server = TestTls.certificate("server").buildIssuedBy(authority);
    Path chain = Files.writeString(folder.resolve("server.pem"), server.getCertificatePathPEM());
    Path key = Files.writeString(folder.resolve("server.key"), server.getPrivateKeyPEM());
    Path ca = Files.writeString(folder.resolve("ca.pem"), authority.getRootCertificatePEM());
    return new String[] {
      "--tls-cert=" + chain, "--tls-key=" + key, "--tls-client-ca=" + ca, "--tls-client=" + client
    };
  }

  private SSLSocket connectTls(X509Bundle authority, Optional<X509Bundle> client) throws Exception {
    SSLSocket socket = TestTls.connect(authority, client, collector.port("syslog-tls"));
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** Writes a line and waits for the end of the connection, if that does not come before. */
  private static void refused(Socket socket, byte[] first) throws IOException {
    try (socket) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(first);
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // An alert, at most.
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the connection was not closed", e);
    } catch (IOException e) {
      // Told by an alert, or reset.
    }
  }

  @Test
  void badTlsIsRefusedBesideGoodTls() throws Exception {
    X509Bundle authority = TestTls.authority();
    X509Bundle stranger = TestTls.authority();
    start(
        List.of("syslog-tcp", "relp", "http", "frames", "admin", "syslog-tls"),
        tls(authority, "require"));
    X509Bundle expired =
        TestTls.certificate("late")
            .notBefore(Instant.now().minus(Duration.ofDays(10)))
            .notAfter(Instant.now().minus(Duration.ofDays(1)))
            .buildIssuedBy(authority);
    X509Bundle unknown = TestTls.certificate("shop").buildIssuedBy(stranger);
    int each = 20;
    Random random = new Random(1);
    beside(
        "tls",
        () -> {
          try (SSLSocket good =
              connectTls(
                  authority, Optional.of(TestTls.certificate("shop").buildIssuedBy(authority)))) {
            for (int i = 0; i < each; i++) {
              byte[] garbage = new byte[2000];
              random.nextBytes(garbage);
              refused(connect("syslog-tls"), garbage);
              // Of a handshake, as far as its first bytes say.
              System.arraycopy(new byte[] {22, 3, 1, 4, 0, 1, 0, 3}, 0, garbage, 0, 8);
              refused(connect("syslog-tls"), garbage);
              refused(connect("syslog-tls"), text("<34>1 no TLS at all\n"));
              refused(connectTls(authority, Optional.empty()), text("<34>stranger\n"));
              refused(connectTls(authority, Optional.of(unknown)), text("<34>stranger\n"));
              refused(connectTls(authority, Optional.of(expired)), text("<34>stranger\n"));
              good.getOutputStream().write(text("<34>" + MarkedLines.text("certified", i) + "\n"));
            }
          }
          awaitStored("certified", each);
        });
    awaitRejected("syslog+tls", 6L * each);
    assertThat(
            MemoryWatch.sum(
                collector.get("/metrics"),
                "logstream_collector_received_lines_total{transport=\"syslog+tls\""))
        .as("lines of those with the right certificate alone")
        .isEqualTo(each);
  }

  @Test
  void wrongTokenIsRefusedBesideARightOne() throws Exception {
    Path tokens = folder.resolve("tokens");
    Files.writeString(
        tokens,
        "shop "
            + java.util.HexFormat.of()
                .formatHex(
                    java.security.MessageDigest.getInstance("SHA-256")
                        .digest("right".getBytes(UTF_8)))
            + "\n");
    start(LISTENERS, "--tokens=" + tokens);
    int each = 100;
    beside(
        "token",
        () -> {
          for (int i = 0; i < each; i++) {
            byte[] line = text(MarkedLines.text("authorised", i));
            HttpResponse<String> wrong =
                post("/lines", text("stranger"), "authorization", "Bearer wrong" + i);
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.body()).contains("no tenant has this token");
            assertThat(post("/lines", text("stranger")).statusCode()).isEqualTo(401);
            try (Socket socket = connect("frames")) {
              socket.setSoTimeout(30_000);
              socket.getOutputStream().write(concat(Frame.PREFACE, Frame.hello("wrong")));
              assertThat(FrameAnswer.read(new DataInputStream(socket.getInputStream())).text())
                  .contains("no tenant has this token");
            }
            assertThat(post("/lines", line, "authorization", "Bearer right").statusCode())
                .isEqualTo(200);
          }
        });
    assertThat(rejected("http")).isEqualTo(2L * each);
    assertThat(rejected("frames")).isEqualTo(each);
    MarkedLines.assertAllFound(STACK.kafka().bootstrapServers(), "authorised", each);
  }

  private static ExportLogsServiceRequest valid() {
    AnyValue text = AnyValue.newBuilder().setStringValue("a text of some length").build();
    KeyValue attribute = KeyValue.newBuilder().setKey("service.name").setValue(text).build();
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(attribute))
                .addScopeLogs(
                    ScopeLogs.newBuilder()
                        .addLogRecords(
                            LogRecord.newBuilder()
                                .setTimeUnixNano(1_700_000_000_000_000_001L)
                                .setBody(text)
                                .addAttributes(attribute))))
        .build();
  }

  /** Flips, cuts, repeats and puts in bytes. */
  private static byte[] damaged(byte[] message, Random random) {
    byte[] bytes = message.clone();
    for (int faults = 1 + random.nextInt(4); faults > 0; faults--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
        default ->
            bytes =
                concat(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at / 2, bytes.length));
      }
    }
    return bytes;
  }

  @Test
  void damagedProtobufIsAnsweredAndNeverFailsTheCollector() throws Exception {
    start(LISTENERS);
    byte[] valid = valid().toByteArray();
    long seed = Long.getLong("hostile.seed", System.nanoTime());
    Random random = new Random(seed);
    System.out.println("fuzzed: hostile.seed=" + seed);
    Map<Integer, Integer> answers = new TreeMap<>();
    beside(
        "fuzzed",
        () -> {
          for (int i = 0; i < FUZZED; i++) {
            String path = List.of("/v1/logs", "/v1/traces", "/v1/metrics").get(random.nextInt(3));
            int status =
                post(path, damaged(valid, random), "content-type", "application/x-protobuf")
                    .statusCode();
            answers.merge(status, 1, Integer::sum);
          }
        });
    System.out.println("fuzzed: answers " + answers);
    assertThat(answers.keySet()).isSubsetOf(200, 400);
    assertThat(answers.get(400)).isPositive();
    assertThat(rejected("http")).isEqualTo(answers.get(400).longValue());
  }
}
