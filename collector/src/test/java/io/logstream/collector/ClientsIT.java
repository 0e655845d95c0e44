package io.logstream.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logstream.local.stack.junit.StackExtension;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that people send logs with, as Debian has them, before the collector as a process and a
 * real Kafka: what they send is what is in {@code logs.raw}, by set. A program that is not on the
 * path skips its test, by name. {@code -Dclients.lines=100000} sends more than the quick default.
 */
@Tag("long")
class ClientsIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  @TempDir static Path folder;

  private static final int LINES = Integer.getInteger("clients.lines", 5_000);
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String HOST = "127.0.0.1";

  private static CollectorProcess collector;

  /** Lines that the tests before have sent to the one collector. */
  private static long sentBefore;

  @BeforeAll
  static void startCollector() throws Exception {
    CollectorProcess.createTopics(STACK.kafka());
    writeCertificates();
    collector =
        new CollectorProcess(
            folder,
            brokers(),
            List.of("syslog-tcp", "syslog-tls", "syslog-udp", "relp", "http", "admin"),
            "--frames=off",
            "--tls-cert=" + folder.resolve("server.pem"),
            "--tls-key=" + folder.resolve("server.key"));
    collector.start();
  }

  private static void writeCertificates() throws Exception {
    X509Bundle authority = TestTls.authority();
    X509Bundle server =
        new CertificateBuilder()
            .subject("CN=collector.example")
            .addSanDnsName("collector.example")
            .addSanIpAddress(HOST)
            .buildIssuedBy(authority);
    Files.writeString(folder.resolve("ca.pem"), authority.getRootCertificatePEM());
    Files.writeString(folder.resolve("server.pem"), server.getCertificatePathPEM());
    Files.writeString(folder.resolve("server.key"), server.getPrivateKeyPEM());
  }

  @AfterAll
  static void stopCollector() {
    collector.close();
  }

  private static String brokers() {
    return STACK.kafka().bootstrapServers();
  }

  private static void assumeInstalled(String program) {
    assumeTrue(
        Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
            .anyMatch(place -> Files.isExecutable(Path.of(place, program))),
        program + " is not on the path: not tried");
  }

  private static Path lines(String mark) throws IOException {
    return Files.write(folder.resolve(mark + ".log"), MarkedLines.numbered(mark, LINES));
  }

  private static void assertAllStored(String mark) {
    collector.awaitStored(sentBefore + LINES, PATIENCE);
    MarkedLines.assertAllFound(brokers(), mark, LINES);
    sentBefore += LINES;
  }

  /** Runs a program to its end, with a file as its input. */
  private static void run(Path input, String... command) throws Exception {
    Path said = folder.resolve(input.getFileName() + ".said");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(input.toFile())
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor()).as(() -> read(said)).isZero();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Runs a program until all lines of a mark are stored. */
  private static void runUntilStored(String mark, String... command) throws Exception {
    Path said = folder.resolve(mark + ".said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      assertAllStored(mark);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(mark + ": its client said: " + read(said), e);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  @Test
  void loggerByOctetCounting() throws Exception {
    assumeInstalled("logger");
    run(
        lines("logger-counted"),
        "logger",
        "-n",
        HOST,
        "-P",
        String.valueOf(collector.port("syslog-tcp")),
        "-T",
        "--octet-count");
    assertAllStored("logger-counted");
  }

  @Test
  void loggerByLines() throws Exception {
    assumeInstalled("logger");
    run(
        lines("logger-lines"),
        "logger",
        "-n",
        HOST,
        "-P",
        String.valueOf(collector.port("syslog-tcp")),
        "-T",
        "--rfc3164");
    assertAllStored("logger-lines");
  }

  /** What does not come is what the collector says that it shed and the kernel dropped. */
  @Test
  void loggerByDatagrams() throws Exception {
    assumeInstalled("logger");
    String mark = "logger-datagrams";
    run(
        lines(mark),
        "logger",
        "-n",
        HOST,
        "-P",
        String.valueOf(collector.port("syslog-udp")),
        "-d");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                collector.health().get("flow").get("inFlight").asLong() == 0
                    && received("syslog+udp") + lostDatagrams() == LINES);
    assertThat(MarkedLines.find(brokers(), mark).numbers().cardinality() + lostDatagrams())
        .isEqualTo(LINES);
    sentBefore += received("syslog+udp");
  }

  private static long received(String transport) throws Exception {
    return collector.health().get("transports").path(transport).path("lines").asLong();
  }

  private static long lostDatagrams() throws Exception {
    return (long)
        collector
            .get("/metrics")
            .lines()
            .filter(line -> line.matches("logstream_collector_(kernel_drops|shed_lines).*udp.*"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
  }

  @Test
  void curlWithLines() throws Exception {
    assumeInstalled("curl");
    run(
        lines("curl"),
        "curl",
        "-sf",
        "--data-binary",
        "@-",
        collector.uri("http", "/lines").toString());
    assertAllStored("curl");
  }

  @Test
  void openTelemetryJavaSdk() {
    String mark = "otel";
    try (SdkLoggerProvider provider =
        SdkLoggerProvider.builder()
            .addLogRecordProcessor(
                BatchLogRecordProcessor.builder(
                        OtlpHttpLogRecordExporter.builder()
                            .setEndpoint(collector.uri("http", "/v1/logs").toString())
                            .setCompression("gzip")
                            .build())
                    // By default it drops what comes faster than it exports.
                    .setMaxQueueSize(LINES + 1)
                    .build())
            .build()) {
      Logger logger = provider.get("shop");
      for (String line : MarkedLines.numbered(mark, LINES)) {
        logger.logRecordBuilder().setSeverity(Severity.INFO).setBody(line).emit();
      }
      assertThat(provider.forceFlush().join(PATIENCE.toSeconds(), TimeUnit.SECONDS).isSuccess())
          .isTrue();
    }
    assertAllStored(mark);
  }

  /** {@code rsyslogd} reads a file and sends it by an action of a test's. */
  private static void rsyslog(String mark, String settings, String modules, String action)
      throws Exception {
    assumeInstalled("rsyslogd");
    Path configuration =
        Files.writeString(
            folder.resolve(mark + ".conf"),
            """
            global(workDirectory="%s" %s)
            module(load="imfile")
            %s
            input(type="imfile" file="%s" tag="shop:" ruleset="ship")
            ruleset(name="ship" queue.type="LinkedList" queue.size="200000") {
              %s
            }
            """
                .formatted(
                    Files.createDirectory(folder.resolve(mark)),
                    settings,
                    modules,
                    lines(mark),
                    action));
    runUntilStored(
        mark,
        "/usr/sbin/rsyslogd",
        "-n",
        "-f",
        configuration.toString(),
        "-i",
        folder.resolve(mark + ".pid").toString());
  }

  @Test
  void rsyslogByTcp() throws Exception {
    rsyslog(
        "rsyslog-tcp",
        "",
        "",
        "action(type=\"omfwd\" target=\"%s\" port=\"%d\" protocol=\"tcp\")"
            .formatted(HOST, collector.port("syslog-tcp")));
  }

  @Test
  void rsyslogByTls() throws Exception {
    assumeModule("rsyslog/lmnsd_gtls.so", "rsyslog-gnutls");
    rsyslog(
        "rsyslog-tls",
        "DefaultNetstreamDriverCAFile=\"%s\"".formatted(folder.resolve("ca.pem")),
        "",
        """
        action(type="omfwd" target="%s" port="%d" protocol="tcp" TCP_Framing="octet-counted"
               template="RSYSLOG_SyslogProtocol23Format"
               StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name"
               StreamDriverPermittedPeers="collector.example")
        """
            .formatted(HOST, collector.port("syslog-tls")));
  }

  @Test
  void rsyslogByRelp() throws Exception {
    assumeModule("rsyslog/omrelp.so", "rsyslog-relp");
    rsyslog(
        "rsyslog-relp",
        "",
        "module(load=\"omrelp\")",
        """
        action(type="omrelp" target="%s" port="%d" template="RSYSLOG_SyslogProtocol23Format"
               windowSize="5000" action.resumeRetryCount="-1")
        """
            .formatted(HOST, collector.port("relp")));
  }

  /** Its way to Elasticsearch, pointed at the collector. */
  @Test
  void rsyslogByBulkRequests() throws Exception {
    assumeModule("rsyslog/omelasticsearch.so", "rsyslog-elasticsearch");
    rsyslog(
        "rsyslog-bulk",
        "",
        "module(load=\"omelasticsearch\")",
        """
        action(type="omelasticsearch" server="%s" serverport="%d" searchIndex="shop"
               bulkmode="on" searchType="" queue.type="LinkedList" queue.size="200000"
               queue.dequeueBatchSize="1000" action.resumeRetryCount="-1")
        """
            .formatted(HOST, collector.port("http")));
  }

  private static void assumeModule(String file, String debianPackage) {
    assumeTrue(
        Files.exists(Path.of("/usr/lib/x86_64-linux-gnu", file)),
        debianPackage + " is not installed: not tried");
  }

  @Test
  void syslogNgByTls() throws Exception {
    assumeInstalled("syslog-ng");
    String mark = "syslog-ng";
    Path configuration =
        Files.writeString(
            folder.resolve(mark + ".conf"),
            """
            @version: 3.38
            source lines { file("%s" follow-freq(1) flags(no-parse)); };
            destination collector {
              syslog("%s" port(%d) transport("tls")
                     tls(ca-file("%s") peer-verify(required-trusted)));
            };
            log { source(lines); destination(collector); flags(flow-control); };
            """
                .formatted(
                    lines(mark), HOST, collector.port("syslog-tls"), folder.resolve("ca.pem")));
    runUntilStored(
        mark,
        "/usr/sbin/syslog-ng",
        "-F",
        "--no-caps",
        "-f",
        configuration.toString(),
        "-R",
        folder.resolve(mark + ".persist").toString(),
        "-c",
        folder.resolve(mark + ".ctl").toString(),
        "-p",
        folder.resolve(mark + ".pid").toString());
  }
}
