package io.logstream.console;

import io.logstream.functions.search.ElasticsearchConnection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the console until it is told to end. */
@Command(
    name = "console",
    mixinStandardHelpOptions = true,
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

  public static void main(String[] args) {
    System.exit(new CommandLine(new ConsoleMain()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    String apiKey = System.getenv("LOGSTREAM_ELASTICSEARCH_API_KEY");
    ElasticsearchConnection elasticsearch =
        ElasticsearchConnection.to(nodes).withApiKey(apiKey == null ? "" : apiKey);
    CountDownLatch ended = new CountDownLatch(1);
    try (Console console =
        new Console(
            ConsoleOptions.of(port, elasticsearch, bootstrapServers)
                .withHost(host)
                .withRegion(region, peers))) {
      System.out.println("console at http://" + host + ":" + console.port());
      Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown, "end-console"));
      ended.await();
    }
    return 0;
  }
}
