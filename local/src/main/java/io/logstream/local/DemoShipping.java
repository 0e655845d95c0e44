package io.logstream.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.logstream.collector.ship.ShipOptions;
import io.logstream.collector.ship.Shipper;
import io.logstream.collector.wire.Packing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Ships several sets of files from one process, each with its own labels: what a machine's agent
 * does with a configuration file, for the demo shop and for the stack's own logs.
 */
@Command(name = "demo-shipping", mixinStandardHelpOptions = true)
public final class DemoShipping implements Callable<Integer> {

  private static final int FRAME_BYTES = 256 << 10;
  private static final int WINDOW = 8;
  private static final Duration LINGER = Duration.ofMillis(20);

  @Parameters(
      arity = "1..*",
      paramLabel = "SERVICE=FORMAT=GLOB",
      description = "Whose lines in which format; an empty format is recognised line by line.")
  private List<String> sources;

  @Option(names = "--port", required = true, description = "The collector's frames, 127.0.0.1.")
  private int port;

  @Option(names = "--health-port", required = true, description = "Answers GET / on 127.0.0.1.")
  private int healthPort;

  @Option(names = "--ca", description = "By TLS, to a certificate signed by one of this file, PEM.")
  private Optional<Path> authority;

  @Option(names = "--token-file", description = "A file with the token for the collector.")
  private Optional<Path> tokenFile;

  @Option(names = "--state", required = true, description = "Remembers how far each file is.")
  private Path state;

  public static void main(String[] args) {
    System.exit(new CommandLine(new DemoShipping()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    AtomicBoolean ending = new AtomicBoolean();
    List<Thread> shipping = new ArrayList<>();
    for (String source : sources) {
      String[] parts = source.split("=", 3);
      Shipper shipper = new Shipper(options(parts[0], parts[1], parts[2]));
      Thread thread = new Thread(() -> run(shipper, source, ending), source);
      thread.start();
      shipping.add(thread);
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  ending.set(true);
                  shipping.forEach(DemoShipping::await);
                }));
    HttpServer health = HttpServer.create(new InetSocketAddress("127.0.0.1", healthPort), 0);
    health.createContext("/", exchange -> answer(exchange, shipping));
    health.start();
    shipping.forEach(DemoShipping::await);
    health.stop(0);
    return 1;
  }

  private static void await(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(Shipper shipper, String source, AtomicBoolean ending) {
    try (shipper) {
      shipper.run(ending::get);
    } catch (IOException e) {
      System.err.println(source + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** 200 while all files are shipped; 503 with those that no longer are. */
  private static void answer(HttpExchange exchange, List<Thread> shipping) throws IOException {
    List<String> ended =
        shipping.stream().filter(thread -> !thread.isAlive()).map(Thread::getName).toList();
    byte[] body = String.join("\n", ended).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(ended.isEmpty() ? 200 : 503, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private ShipOptions options(String service, String format, String glob) throws IOException {
    return new ShipOptions(
        List.of(glob),
        "127.0.0.1",
        port,
        authority.isPresent(),
        authority,
        Optional.empty(),
        Optional.empty(),
        tokenFile.isPresent() ? Files.readString(tokenFile.get()).strip() : "",
        new ShipOptions.Labels("localhost", service, format),
        Optional.empty(),
        StandardCharsets.UTF_8,
        Packing.NONE,
        state.resolve(service + (format.isEmpty() ? "" : "-" + format)),
        true,
        false,
        FRAME_BYTES,
        LINGER,
        WINDOW);
  }
}
