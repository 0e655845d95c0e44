package io.logstream.console;

import io.logstream.console.access.AccountCommand;
import io.logstream.console.access.ConsoleAccess;
import io.logstream.functions.search.ElasticsearchConnection;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the console until it is told to end. */
@Command(
    name = "console",
    mixinStandardHelpOptions = true,
    subcommands = AccountCommand.class,
    description = "Serves the search API and the web pages.")
public final class ConsoleMain implements Callable<Integer> {

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "The address to listen on. Default: ${DEFAULT-VALUE}.")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "" + ConsoleOptions.DEFAULT_PORT,
      description = "The port to listen on. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--elasticsearch-nodes",
      paramLabel = "URL,…",
      defaultValue = ElasticsearchConnection.DEFAULT_NODES,
      description = "Elasticsearch's nodes. Default: ${DEFAULT-VALUE}.")
  private String nodes;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT,…",
      defaultValue = "127.0.0.1:9092",
      description = "Kafka's brokers. Default: ${DEFAULT-VALUE}.")
  private String bootstrapServers;

  @Option(
      names = "--region",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The region whose console this is. Default: there is one region alone.")
  private String region;

  @Option(
      names = "--peers",
      paramLabel = "NAME,…",
      split = ",",
      description = "The other regions, whose reports are shown. Default: none.")
  private List<String> peers = List.of();

  @Option(
      names = "--users",
      paramLabel = "FILE",
      description = "Who may log in: lines of NAME ROLE HASH. Default: everybody, unasked.")
  private Optional<Path> users;

  @Option(
      names = "--tokens",
      paramLabel = "FILE",
      description = "Programs' tokens: lines of NAME ROLE SHA-256 EXPIRY. Default: none.")
  private Optional<Path> tokens;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "The certificate chain for HTTPS, PEM. Read again when it changes.")
  private Optional<Path> certificate;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, PEM (PKCS #8).")
  private Optional<Path> key;

  @Option(
      names = "--behind-proxy",
      description =
          "A proxy stands before it that encrypts and lets nobody in unasked: it may listen to a"
              + " network without doing that itself.")
  private boolean behindProxy;

  public static void main(String[] args) {
    System.exit(new CommandLine(new ConsoleMain()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      return serve();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      System.err.println("console: " + e.getMessage());
      return 2;
    }
  }

  private int serve() throws InterruptedException {
    ConsoleAccess access = new ConsoleAccess(users, tokens, certificate, key, behindProxy);
    String apiKey = System.getenv("LOGSTREAM_ELASTICSEARCH_API_KEY");
    ElasticsearchConnection elasticsearch =
        ElasticsearchConnection.to(nodes).withApiKey(apiKey == null ? "" : apiKey);
    CountDownLatch ended = new CountDownLatch(1);
    try (Console console =
        new Console(
            ConsoleOptions.of(port, elasticsearch, bootstrapServers)
                .with(host, access)
                .withRegion(region, peers))) {
      String scheme = certificate.isPresent() ? "https://" : "http://";
      System.out.println("console at " + scheme + host + ":" + console.port());
      Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown, "end-console"));
      ended.await();
    }
    return 0;
  }
}
