package io.logstream.local.region;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.logstream.local.region.LinkEnd.Gate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The link between regions as a process: {@code POST /cut} and {@code POST /heal} on its control
 * port do what they say to all of its ends, {@code GET /} says how it is.
 */
@Command(
    name = "link",
    mixinStandardHelpOptions = true,
    description = "Passes connections on between regions, and can be cut.")
public final class Link implements Callable<Integer> {

  @Option(
      names = "--end",
      paramLabel = "PORT=TARGET",
      required = true,
      description = "A port to listen on, and the port that it leads to.")
  private Map<Integer, Integer> ends = new LinkedHashMap<>();

  @Option(names = "--control-port", required = true, description = "Where it is told.")
  private int controlPort;

  private final Gate gate = new Gate();

  public static void main(String[] args) {
    int code = new CommandLine(new Link()).execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() throws IOException {
    List<LinkEnd> open =
        ends.entrySet().stream()
            .map(end -> new LinkEnd(gate, end.getKey(), end.getValue()))
            .toList();
    HttpServer control =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), controlPort), 16);
    control.createContext("/", exchange -> answer(exchange, open));
    control.createContext("/cut", exchange -> set(exchange, false, open));
    control.createContext("/heal", exchange -> set(exchange, true, open));
    control.start();
    return 0;
  }

  private void set(HttpExchange exchange, boolean isOpen, List<LinkEnd> open) throws IOException {
    if (exchange.getRequestMethod().equals("POST")) {
      gate.set(isOpen);
    }
    answer(exchange, open);
  }

  private void answer(HttpExchange exchange, List<LinkEnd> open) throws IOException {
    long passed = open.stream().mapToLong(LinkEnd::passed).sum();
    byte[] body =
        "{\"cut\":%b,\"passed_bytes\":%d}"
            .formatted(!gate.isOpen(), passed)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
