package io.logstream.collector;

import io.netty.handler.ssl.ClientAuth;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The collector's options. Each may also stand in a properties file ({@code --config}, keys without
 * the dashes) or in the environment ({@code LOGSTREAM_COLLECTOR_MAX_LINE} for {@code --max-line});
 * the command line goes before the environment, and that before the file.
 */
@Command(
    name = "collector",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Receives log lines from the network and hands them to Kafka.")
public interface CollectorOptions {

  /** No listener. */
  String OFF = "off";

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT,…",
      defaultValue = "127.0.0.1:9092",
      description = "Kafka's bootstrap servers. Default: ${DEFAULT-VALUE}.")
  String kafka();

  @Option(
      names = "--syslog-tcp",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:5514",
      description =
          "Syslog over TCP (RFC 6587, octet counting and lines); off for none. Default:"
              + " ${DEFAULT-VALUE}.")
  String syslogTcp();

  @Option(
      names = "--syslog-udp",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:5514",
      description = "Syslog over UDP (RFC 5426); off for none. Default: ${DEFAULT-VALUE}.")
  String syslogUdp();

  @Option(
      names = "--syslog-tls",
      paramLabel = "HOST:PORT",
      defaultValue = "off",
      description = "Syslog over TLS (RFC 5425); needs --tls-cert. Default: ${DEFAULT-VALUE}.")
  String syslogTls();

  @Option(
      names = "--json-tcp",
      paramLabel = "HOST:PORT",
      defaultValue = "off",
      description = "JSON lines over TCP. Default: ${DEFAULT-VALUE}.")
  String jsonTcp();

  @Option(
      names = "--json-tls",
      paramLabel = "HOST:PORT",
      defaultValue = "off",
      description = "JSON lines over TLS; needs --tls-cert. Default: ${DEFAULT-VALUE}.")
  String jsonTls();

  @Option(
      names = "--relp",
      paramLabel = "HOST:PORT",
      defaultValue = "off",
      description = "RELP, rsyslog's acknowledged syslog; off for none. Default: ${DEFAULT-VALUE}.")
  String relp();

  @Option(
      names = "--relp-tls",
      paramLabel = "HOST:PORT",
      defaultValue = "off",
      description = "The same over TLS; needs --tls-cert. Default: ${DEFAULT-VALUE}.")
  String relpTls();

  @Option(
      names = "--gelf-udp",
      paramLabel = "HOST:PORT",
      defaultValue = "off",
      description = "GELF over UDP, whole and in chunks. Default: ${DEFAULT-VALUE}.")
  String gelfUdp();

  @Option(
      names = "--frames",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:5170",
      description = "The frames of \"logstream ship\"; off for none. Default: ${DEFAULT-VALUE}.")
  String frames();

  @Option(
      names = "--frames-tls",
      paramLabel = "HOST:PORT",
      defaultValue = "off",
      description = "The same over TLS; needs --tls-cert. Default: ${DEFAULT-VALUE}.")
  String framesTls();

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:4318",
      description =
          "HTTP: OTLP, _bulk, Splunk HEC, NDJSON, lines; off for none. Default: ${DEFAULT-VALUE}.")
  String http();

  @Option(
      names = "--https",
      paramLabel = "HOST:PORT",
      defaultValue = "off",
      description =
          "The same over TLS, HTTP/2 by ALPN; needs --tls-cert. Default: ${DEFAULT-VALUE}.")
  String https();

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9464",
      description =
          "/metrics for Prometheus, /health, and the guards' switches. Default:"
              + " ${DEFAULT-VALUE}.")
  String admin();

  @Option(
      names = "--region",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The region's name, a header of each record. Default: none.")
  String region();

  @Option(
      names = "--max-line",
      paramLabel = "BYTES",
      defaultValue = "524288",
      description =
          "A longer line goes to logs.dead, cut off there. Less than the topic's"
              + " max.message.bytes. Default: ${DEFAULT-VALUE}.")
  int maxLine();

  @Option(
      names = "--max-request",
      paramLabel = "BYTES",
      defaultValue = "16777216",
      description =
          "A larger HTTP body or frame is refused; also what it may unpack to, times four."
              + " Default: ${DEFAULT-VALUE}.")
  int maxRequest();

  @Option(
      names = "--message-within",
      paramLabel = "MS",
      defaultValue = "60000",
      description =
          "How long a sender may take over one line, frame or HTTP request that it has begun; then"
              + " the connection ends. Default: ${DEFAULT-VALUE}.")
  long messageWithinMillis();

  @Option(
      names = "--memory",
      paramLabel = "BYTES",
      defaultValue = "134217728",
      description =
          "Bytes of lines between the network and their safe place; with more, senders wait."
              + " Default: ${DEFAULT-VALUE}.")
  long memory();

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "The server's certificate chain, PEM. Read again when it changes. Default: none.")
  Optional<Path> tlsCertificate();

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its private key, PEM (PKCS #8). Default: none.")
  Optional<Path> tlsKey();

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description = "Certificates, PEM, that clients' certificates are signed by. Default: none.")
  Optional<Path> tlsClientAuthority();

  @Option(
      names = "--tls-client",
      paramLabel = "none|optional|require",
      defaultValue = "none",
      description =
          "Whether clients show a certificate; its common name is the tenant. Default:"
              + " ${DEFAULT-VALUE}.")
  ClientAuth tlsClient();

  @Option(
      names = "--tokens",
      paramLabel = "FILE",
      description =
          "Who may send over HTTP and frames: lines of TENANT and the SHA-256 of a token. Read"
              + " again when it changes. Default: anybody.")
  Optional<Path> tokens();

  @Option(
      names = "--proxy-protocol",
      defaultValue = "false",
      description =
          "Connections begin with the PROXY protocol's header, which names the sender. Only behind"
              + " a load balancer that writes it. Default: ${DEFAULT-VALUE}.")
  boolean proxyProtocol();

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "20000",
      description = "More connections than this are closed at once. Default: ${DEFAULT-VALUE}.")
  int maxConnections();

  @Option(
      names = "--max-connections-per-source",
      paramLabel = "N",
      defaultValue = "0",
      description = "The same for one address; 0 for no limit. Default: ${DEFAULT-VALUE}.")
  int maxConnectionsPerSource();

  @Option(
      names = "--max-lines-per-source",
      paramLabel = "N/S",
      defaultValue = "0",
      description =
          "Lines a second of one address: beyond, streams wait, HTTP is answered 429, datagrams are"
              + " shed; 0 for no limit. Default: ${DEFAULT-VALUE}.")
  long maxLinesPerSource();

  @Option(
      names = "--max-bytes-per-source",
      paramLabel = "N/S",
      defaultValue = "0",
      description = "The same in bytes a second; 0 for no limit. Default: ${DEFAULT-VALUE}.")
  long maxBytesPerSource();

  @Option(
      names = "--spool",
      paramLabel = "DIR",
      defaultValue = "data/collector/spool",
      description =
          "Folder of the disk queue that lines go to while Kafka is away. Default:"
              + " ${DEFAULT-VALUE}.")
  Path spool();

  @Option(
      names = "--spool-max",
      paramLabel = "BYTES",
      defaultValue = "4294967296",
      description =
          "The disk queue's size; 0 for none: senders wait for Kafka. Default: ${DEFAULT-VALUE}.")
  long spoolMax();

  @Option(
      names = "--spool-segment",
      paramLabel = "BYTES",
      defaultValue = "67108864",
      description = "The size of a file of the disk queue. Default: ${DEFAULT-VALUE}.")
  long spoolSegment();

  @Option(
      names = "--lanes",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Producers, each with a thread and a spool; a source stream is of one of them. 0: one for"
              + " two processors. Default: ${DEFAULT-VALUE}.")
  int lanes();

  @Option(
      names = "--linger",
      paramLabel = "MS",
      defaultValue = "5",
      description = "How long Kafka's producer waits to fill a batch. Default: ${DEFAULT-VALUE}.")
  int lingerMillis();

  @Option(
      names = "--batch",
      paramLabel = "BYTES",
      defaultValue = "262144",
      description = "A batch of Kafka's producer, uncompressed. Default: ${DEFAULT-VALUE}.")
  int batchBytes();

  @Option(
      names = "--stop-within",
      paramLabel = "MS",
      defaultValue = "10000",
      description =
          "At a stop, how long Kafka has to acknowledge what is under way; the rest goes to the"
              + " spool. Default: ${DEFAULT-VALUE}.")
  int stopWithinMillis();

  @Option(
      names = "--silent-after",
      paramLabel = "MS",
      defaultValue = "300000",
      description = "A sender not heard for longer is silent. Default: ${DEFAULT-VALUE}.")
  long silentAfterMillis();

  @Option(
      names = "--guard",
      paramLabel = "KEY=VALUE",
      description =
          "When Kafka counts as away: timeout-ms, open-ms and so on, see docs/resilience.md.")
  Map<String, String> guard();

  @Option(names = "--config", paramLabel = "FILE", description = "A properties file with options.")
  Optional<Path> config();

  /**
   * Reads a command line.
   *
   * @throws CommandLine.ParameterException naming what is wrong
   */
  static CollectorOptions parse(String... args) {
    CommandLine command = commandLine(args);
    command.parseArgs(args);
    return command.getCommand();
  }

  /** The command line with the environment and the file of options as defaults. */
  static CommandLine commandLine(String... args) {
    return new CommandLine(CollectorOptions.class)
        .setDefaultValueProvider(new OptionDefaults(System.getenv(), args))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }
}
