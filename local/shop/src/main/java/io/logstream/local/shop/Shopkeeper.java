package io.logstream.local.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs the shop as an orchestrator does: a process for each service, started again some seconds
 * after it died, replaced at a deploy, with a log of what was changed.
 *
 * <p>Takes orders over HTTP on 127.0.0.1: {@code POST /deploy?service=&release=[&defective=true]},
 * {@code POST /flag?name=stock-check&value=true}, {@code POST /fault?service=&kind=&value=}, {@code
 * GET /health} (200 once every service answers).
 */
final class Shopkeeper implements AutoCloseable {

  /** A service that died is started again after so long, as restart policies have it. */
  private static final Duration RESTART_DELAY = Duration.ofSeconds(5);

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  private final ServiceSettings settings;
  private final double rate;
  private final ServiceLog log;
  private final Map<ShopPart, Process> processes = new EnumMap<>(ShopPart.class);
  private final Map<ShopPart, String> releases = new EnumMap<>(ShopPart.class);
  private final Map<ShopPart, Boolean> defects = new EnumMap<>(ShopPart.class);
  private final HttpClient http = HttpClient.newHttpClient();
  private final ScheduledExecutorService restarts =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "restarts");
            thread.setDaemon(true);
            return thread;
          });
  private boolean stockCheck;
  private boolean closed;
  private Process shoppers;
  private HttpServer server;

  /**
   * A shop that is not yet open.
   *
   * @param settings of all services; the name is not used
   * @param rate requests a second of its shoppers; 0 for none
   */
  Shopkeeper(ServiceSettings settings, double rate) {
    this.settings = settings;
    this.rate = rate;
    this.stockCheck = settings.stockCheck();
    log = new JsonLog(settings.logs().resolve("deployer.log"));
    for (ShopPart part : ShopPart.values()) {
      releases.put(part, settings.version());
      defects.put(part, false);
    }
  }

  /** Starts all services, then the shoppers, then takes orders. */
  synchronized void open() throws IOException {
    Files.createDirectories(settings.logs());
    for (ShopPart part : ShopPart.values()) {
      start(part);
    }
    if (rate > 0) {
      shoppers = launch("shoppers", List.of("--rate", Double.toString(rate)));
    }
    server =
        HttpServer.create(
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(), settings.basePort() + ShopPart.values().length),
            16);
    server.setExecutor(Executors.newFixedThreadPool(2));
    server.createContext("/", this::order);
    server.start();
  }

  private void start(ShopPart part) throws IOException {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--release", releases.get(part)));
    options.addAll(
        List.of("--database", settings.database(), "--database-user", settings.databaseUser()));
    if (defects.get(part)) {
      options.add("--defective");
    }
    if (stockCheck) {
      options.add("--stock-check");
    }
    Process process = launch(part.service(), options);
    processes.put(part, process);
    process.onExit().thenAccept(dead -> died(part, dead));
  }

  private Process launch(String name, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ShopMain.class.getName(), name));
    command.addAll(List.of("--base-port", Integer.toString(settings.basePort())));
    command.addAll(List.of("--logs", settings.logs().toString()));
    command.addAll(options);
    File console = settings.logs().resolve(name + ".out").toFile();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(console))
        .start();
  }

  private synchronized void died(ShopPart part, Process dead) {
    if (closed || processes.get(part) != dead) {
      return;
    }
    say(
        ServiceLog.Level.ERROR,
        "container exited with code " + dead.exitValue() + ", back-off restarting",
        part,
        Map.of("exit_code", dead.exitValue()));
    restarts.schedule(() -> restart(part, dead), RESTART_DELAY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void restart(ShopPart part, Process dead) {
    if (closed || processes.get(part) != dead) {
      return;
    }
    try {
      start(part);
      say(ServiceLog.Level.INFO, "container restarted", part, Map.of());
    } catch (IOException e) {
      say(ServiceLog.Level.ERROR, "restart failed: " + e.getMessage(), part, Map.of());
    }
  }

  private void order(HttpExchange exchange) throws IOException {
    Request request =
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            "",
            "",
            TraceContext.ofRequest(null));
    Answer answer;
    try {
      answer = carryOut(request);
    } catch (IllegalArgumentException e) {
      answer = Answer.error(400, "expected service=NAME with release=, name= or kind=&value=");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer = Answer.error(503, "interrupted");
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Answer carryOut(Request request) throws IOException, InterruptedException {
    switch (request.path()) {
      case "/health" -> {
        return health();
      }
      case "/deploy" -> {
        deploy(
            ShopPart.named(request.parameter("service")),
            request.parameter("release"),
            Boolean.parseBoolean(request.parameter("defective")));
        return Answer.ok("{}");
      }
      case "/flag" -> {
        flag(request.parameter("name"), Boolean.parseBoolean(request.parameter("value")));
        return Answer.ok("{}");
      }
      case "/fault" -> {
        return ask(
            ShopPart.named(request.parameter("service")),
            "/admin/fault?kind="
                + request.parameter("kind")
                + "&value="
                + request.parameter("value"));
      }
      default -> {
        return Answer.error(404, "expected /health, /deploy, /flag or /fault");
      }
    }
  }

  private Answer health() throws InterruptedException {
    Map<String, Object> up = new LinkedHashMap<>();
    boolean all = true;
    for (ShopPart part : ShopPart.values()) {
      boolean answers;
      try {
        answers = ask(part, "/admin/health").status() == 200;
      } catch (IOException e) {
        answers = false;
      }
      up.put(part.service(), answers);
      all &= answers;
    }
    return new Answer(all ? 200 : 503, Json.object(up));
  }

  private Answer ask(ShopPart part, String target) throws IOException, InterruptedException {
    URI address = settings.address(part);
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(address.resolve(target))
                .timeout(ANSWER_WITHIN)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  private synchronized void deploy(ShopPart part, String release, boolean defective)
      throws IOException, InterruptedException {
    if (release.isEmpty()) {
      throw new IllegalArgumentException("no release");
    }
    String previous = releases.put(part, release);
    defects.put(part, defective);
    Map<String, Object> fields = Map.of("version", release, "previous_version", previous);
    say(ServiceLog.Level.INFO, "deployment started", part, fields);
    replace(part);
    say(ServiceLog.Level.INFO, "deployment succeeded", part, fields);
  }

  private synchronized void flag(String name, boolean value)
      throws IOException, InterruptedException {
    if (!name.equals("stock-check")) {
      throw new IllegalArgumentException("unknown flag " + name);
    }
    stockCheck = value;
    say(
        ServiceLog.Level.INFO,
        "feature flag changed",
        ShopPart.CART,
        Map.of("flag", name, "value", Boolean.toString(value)));
    replace(ShopPart.CART);
  }

  private void replace(ShopPart part) throws IOException, InterruptedException {
    Process old = processes.remove(part);
    old.destroy();
    if (!old.waitFor(5, TimeUnit.SECONDS)) {
      old.destroyForcibly().waitFor();
    }
    start(part);
  }

  private void say(
      ServiceLog.Level level, String message, ShopPart part, Map<String, Object> more) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("service", part.service());
    fields.put("environment", "demo");
    fields.putAll(more);
    log.log(level, "deployer/rollout.go:77", message, fields, null, null);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    if (server != null) {
      server.stop(0);
    }
    if (shoppers != null) {
      shoppers.destroy();
    }
    processes.values().forEach(Process::destroy);
    log.close();
  }
}
