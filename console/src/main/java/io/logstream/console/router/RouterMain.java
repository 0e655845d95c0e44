package io.logstream.console.router;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the router until it is told to end. */
@Command(
    name = "router",
    mixinStandardHelpOptions = true,
    description = "Sends each request to the nearest region that is well.")
public final class RouterMain implements Callable<Integer> {

  @Option(
      names = "--region",
      paramLabel = "NAME=CONSOLE[,AGENT]",
      required = true,
      description =
          "A region, the nearest first: the address of its console, and of its agent, whose word on"
              + " the region's health counts where it can be had.")
  private Map<String, String> regions = new LinkedHashMap<>();

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "The address to listen on. Default: ${DEFAULT-VALUE}.")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "8090",
      description = "The port to listen on. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--probe-millis",
      paramLabel = "N",
      defaultValue = "500",
      description = "Between two probes of a region. Default: ${DEFAULT-VALUE}.")
  private int probeMillis;

  @Option(
      names = "--failures",
      paramLabel = "N",
      defaultValue = "3",
      description = "Failures in a row that take a region out. Default: ${DEFAULT-VALUE}.")
  private int failures;

  @Option(
      names = "--well-seconds",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "How long a region that was out must be well before it comes back. Default:"
              + " ${DEFAULT-VALUE}.")
  private int wellSeconds;

  public static void main(String[] args) {
    System.exit(new CommandLine(new RouterMain()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, RegionClient> clients = new LinkedHashMap<>();
    regions.forEach((name, addresses) -> clients.put(name, client(addresses)));
    RegionHealth.Hysteresis hysteresis =
        new RegionHealth.Hysteresis(failures, Duration.ofSeconds(wellSeconds).toMillis());
    CountDownLatch ended = new CountDownLatch(1);
    try (Router router =
        new Router(host, port, clients, hysteresis, Duration.ofMillis(probeMillis))) {
      System.out.printf("router at http://%s:%d%n", host, router.port());
      Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown, "end-router"));
      ended.await();
    }
    return 0;
  }

  private static RegionClient client(String addresses) {
    String[] parts = addresses.split(",", 2);
    return new RegionClient(
        URI.create(parts[0]),
        parts.length < 2 ? Optional.empty() : Optional.of(URI.create(parts[1])));
  }
}
