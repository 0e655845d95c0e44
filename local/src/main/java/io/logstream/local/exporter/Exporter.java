package io.logstream.local.exporter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A process that answers {@code GET /metrics} with the figures of Kafka, Elasticsearch and
 * PostgreSQL as they are at that moment. A server that does not answer is a figure too: {@code
 * logstream_exporter_up} is 0 for it and the others are there all the same.
 */
@Command(
    name = "logstream-exporter",
    mixinStandardHelpOptions = true,
    description = "Figures of Kafka, Elasticsearch and PostgreSQL for Prometheus.")
public final class Exporter implements Callable<Integer> {

  private static final String UP = "logstream_exporter_up";
  private static final String UP_HELP = "1 if the server answered.";

  @Option(
      names = "--listen-host",
      defaultValue = "127.0.0.1",
      description = "Address to listen on. Default: ${DEFAULT-VALUE}.")
  private String host;

  @Option(
      names = "--listen-port",
      defaultValue = "9465",
      description = "Port to listen on. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(names = "--brokers", description = "Kafka's addresses.")
  private String brokers;

  @Option(names = "--elasticsearch", description = "Address of a node.")
  private URI elasticsearch;

  @Option(names = "--postgresql", description = "JDBC address of a database.")
  private String postgresql;

  public static void main(String[] args) {
    int code = new CommandLine(new Exporter()).execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() throws IOException {
    List<Source> sources = new ArrayList<>();
    if (brokers != null) {
      sources.add(new KafkaSource(brokers));
    }
    if (elasticsearch != null) {
      sources.add(new ElasticsearchSource(elasticsearch));
    }
    if (postgresql != null) {
      sources.add(new PostgresqlSource(postgresql));
    }
    // One thread: a second scrape waits for the first instead of asking the servers twice.
    HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 16);
    server.createContext("/metrics", exchange -> answer(exchange, scrape(sources)));
    server.createContext("/health", exchange -> answer(exchange, "ok\n"));
    server.start();
    return 0;
  }

  static String scrape(List<Source> sources) {
    Samples samples = new Samples();
    for (Source source : sources) {
      try {
        source.collect(samples);
        samples.gauge(UP, UP_HELP, 1, "server", source.name());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        System.err.printf("%s does not answer: %s%n", source.name(), e);
        samples.gauge(UP, UP_HELP, 0, "server", source.name());
      }
    }
    return samples.toString();
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
