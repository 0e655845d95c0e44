package io.logstream.local.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One service of the shop: takes requests with a bounded pool of workers, continues their traces,
 * logs each, and suffers the faults that are switched on.
 */
abstract class ShopService implements AutoCloseable {

  /** So many requests at once; the rest wait, as they do before any such service. */
  private static final int WORKERS = 24;

  protected final String name;
  protected final ServiceLog log;
  protected final Faults faults = new Faults();
  private final SpanFile spans;
  private final String version;
  private final HttpServer server;
  private final ExecutorService workers;

  ShopService(ServiceSettings settings, ServiceLog log, SpanFile spans) throws IOException {
    this.name = settings.name();
    this.version = settings.version();
    this.log = log;
    this.spans = spans;
    workers =
        Executors.newFixedThreadPool(
            WORKERS,
            task -> {
              Thread thread = new Thread(task);
              thread.setName("http-" + settings.port() + "-" + thread.getId());
              return thread;
            });
    server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()), 128);
    server.setExecutor(workers);
    server.createContext("/", this::serve);
    server.createContext("/admin/", this::administer);
  }

  /** Answers a request. What it throws becomes a 500 with its stack trace in the log. */
  abstract Answer answer(Request request) throws Exception;

  /** The upstream that a proxy passed the request to; null for services that are no proxies. */
  ServiceLog.Upstream upstream(Request request) {
    return null;
  }

  /** What a service does about a leak of database connections; most have no database. */
  void leak() throws Exception {}

  void start() {
    server.start();
    log.log(
        ServiceLog.Level.INFO,
        "Main",
        "%s %s started, listening on port %d"
            .formatted(name, version, server.getAddress().getPort()),
        Map.of(),
        null,
        null);
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    long started = System.nanoTime();
    long startedAt = System.currentTimeMillis() * 1_000_000;
    Request request = request(exchange);
    Answer answer;
    try {
      suffer();
      answer = answer(request);
    } catch (Downstream.CallFailed e) {
      answer = Answer.error(e.answered() ? 502 : e.status(), e.getMessage().replace('"', '\''));
      log.log(
          ServiceLog.Level.ERROR,
          "web.ErrorHandler",
          request.method() + " " + request.path() + " failed: " + e.getMessage(),
          Map.of(),
          request.trace(),
          e);
    } catch (Exception e) {
      answer = Answer.error(500, "internal error");
      log.log(
          ServiceLog.Level.ERROR,
          "web.ErrorHandler",
          request.method() + " " + request.path() + " failed",
          Map.of(),
          request.trace(),
          e);
    }
    long nanos = System.nanoTime() - started;
    log.access(request, answer, nanos / 1000, upstream(request));
    writeSpan(request, answer, startedAt, nanos);
    reply(exchange, answer);
  }

  private void writeSpan(Request request, Answer answer, long startedAt, long nanos) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("http.request.method", request.method());
    attributes.put("http.response.status_code", answer.status());
    attributes.put("url.path", request.path());
    attributes.put("service.version", version);
    spans.write(
        SpanFile.Kind.SERVER,
        request.method() + " " + Request.route(request.path()),
        request.trace(),
        startedAt,
        startedAt + nanos,
        answer.failed(),
        attributes);
  }

  private static Request request(HttpExchange exchange) {
    String forwarded = exchange.getRequestHeaders().getFirst("X-Forwarded-For");
    String agent = exchange.getRequestHeaders().getFirst("User-Agent");
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString(),
        forwarded == null ? exchange.getRemoteAddress().getAddress().getHostAddress() : forwarded,
        agent == null ? "-" : agent,
        TraceContext.ofRequest(exchange.getRequestHeaders().getFirst("traceparent")));
  }

  private static void reply(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void suffer() throws Exception {
    if (faults.crashing()) {
      log.log(
          ServiceLog.Level.ERROR,
          "Main",
          "uncaught error, exiting",
          Map.of(),
          null,
          new OutOfMemoryError("Java heap space"));
      Runtime.getRuntime().halt(3);
    }
    int slow = faults.slowMillis();
    if (slow > 0) {
      // The dependency that is slow here is outside the shop: a card network, a warehouse.
      Thread.sleep(ThreadLocalRandom.current().nextInt(slow * 3 / 4, slow * 5 / 4));
    }
    if (faults.leaking()) {
      leak();
    }
    if (ThreadLocalRandom.current().nextInt(100) < faults.failingPercent()) {
      throw new IllegalStateException(name + ": no quorum of replicas, 1 of 3 reachable");
    }
  }

  /** {@code POST /admin/fault?kind=slow&value=800}; {@code GET /admin/health}. */
  private void administer(HttpExchange exchange) throws IOException {
    Request request = request(exchange);
    if (!request.path().equals("/admin/fault")) {
      reply(exchange, Answer.ok(Json.object(Map.of("service", name, "version", version))));
      return;
    }
    try {
      faults.set(
          Faults.Kind.valueOf(request.parameter("kind").toUpperCase(Locale.ROOT)),
          Integer.parseInt(request.parameter("value")));
      reply(exchange, Answer.ok("{}"));
    } catch (IllegalArgumentException e) {
      reply(exchange, Answer.error(400, "expected kind=slow|failing|leak|crash and value=NUMBER"));
    }
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
    spans.close();
    log.close();
  }
}
