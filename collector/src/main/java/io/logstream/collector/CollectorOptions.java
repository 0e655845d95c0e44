package io.logstream.collector;

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
      names = "--http",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:4318",
      description = "Lines and NDJSON over HTTP; off for none. Default: ${DEFAULT-VALUE}.")
  String http();

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
      names = "--memory",
      paramLabel = "BYTES",
      defaultValue = "134217728",
      description =
          "Bytes of lines between the network and their safe place; with more, senders wait."
              + " Default: ${DEFAULT-VALUE}.")
  long memory();

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
