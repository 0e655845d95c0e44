package io.logstream.console.router;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.json.JavalinJackson;
import io.logstream.console.router.RoutePolicy.Affinity;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One address for the consoles of several regions. Each answer says in {@code X-LogStream-Region}
 * which region gave it.
 *
 * <ul>
 *   <li>A request goes to the nearest region that is well.
 *   <li>One with {@code X-LogStream-User} goes to that user's home region, and elsewhere while home
 *       is not well.
 *   <li>One below {@code /api/v1/users/NAME} goes to that user's home alone: the state of a user is
 *       written by one region, and no other has it.
 * </ul>
 *
 * <p>A region that fails is passed over for the rest of a request that may be sent twice. Sockets
 * are not passed on: live pages are opened at a region's own console. The router's own: {@code GET
 * /router/health}, {@code /router/regions}, {@code /router/metrics}.
 */
@Command(
    name = "router",
    mixinStandardHelpOptions = true,
    description = "Sends each request to the nearest region that is well.")
public final class Router implements Callable<Integer> {

  static final String REGION_HEADER = "X-LogStream-Region";
  static final String USER_HEADER = "X-LogStream-User";

  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final String USERS = "/api/v1/users/";
  private static final long LARGEST_BODY = 1 << 20;
  private static final List<HandlerType> METHODS =
      List.of(
          HandlerType.GET,
          HandlerType.HEAD,
          HandlerType.POST,
          HandlerType.PUT,
          HandlerType.PATCH,
          HandlerType.DELETE);

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

  private final Map<String, RegionClient> clients = new LinkedHashMap<>();
  private RoutePolicy policy;
  private RouterMetrics metrics;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Router()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    regions.forEach((name, addresses) -> clients.put(name, client(addresses)));
    policy =
        new RoutePolicy(
            new ArrayList<>(clients.keySet()),
            new RegionHealth.Hysteresis(failures, TimeUnit.SECONDS.toMillis(wellSeconds)));
    metrics = new RouterMetrics(policy);
    Javalin server = Javalin.create(this::configure).start(host, port);
    ScheduledExecutorService timers =
        Executors.newScheduledThreadPool(clients.size(), Router::daemon);
    clients.forEach(
        (name, client) ->
            timers.scheduleWithFixedDelay(
                () -> note(name, client.isWell()), 0, probeMillis, TimeUnit.MILLISECONDS));
    System.out.printf("router at http://%s:%d%n", host, server.port());
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown, "end-router"));
    ended.await();
    server.stop();
    return 0;
  }

  private static RegionClient client(String addresses) {
    String[] parts = addresses.split(",", 2);
    return new RegionClient(
        URI.create(parts[0]),
        parts.length < 2 ? Optional.empty() : Optional.of(URI.create(parts[1])));
  }

  private static Thread daemon(Runnable run) {
    Thread thread = new Thread(run, "router-probe");
    thread.setDaemon(true);
    return thread;
  }

  private void note(String region, boolean succeeded) {
    if (policy.note(region, succeeded, System.currentTimeMillis())) {
      metrics.changed(region);
      LOG.info("region {} is {}", region, policy.areIn().get(region) ? "in" : "out");
    }
  }

  private void configure(JavalinConfig config) {
    config.showJavalinBanner = false;
    config.jsonMapper(new JavalinJackson());
    config.http.maxRequestSize = LARGEST_BODY;
    config.router.mount(
        routes -> {
          routes.get("/router/health", context -> context.json(Map.of("status", "up")));
          routes.get("/router/regions", context -> context.json(policy.areIn()));
          routes.get("/router/metrics", context -> context.result(metrics.scrape()));
          METHODS.forEach(method -> routes.addHttpHandler(method, "/*", this::route));
        });
  }

  private void route(Context context) {
    for (String region : candidates(context)) {
      RegionClient.Outcome outcome = clients.get(region).pass(context, region);
      metrics.routed(region, outcome);
      switch (outcome) {
        case ANSWERED -> {
          note(region, true);
          return;
        }
        case UNREACHED -> note(region, false);
        case BROKEN -> {
          // The region may have done what was asked: it must not be done elsewhere too.
          note(region, false);
          refuse(context, region, 502, "the region did not answer to the end");
          return;
        }
      }
    }
    refuse(context, "", 503, "no region that has what is asked for answers");
  }

  private List<String> candidates(Context context) {
    String path = URI.create(context.req().getRequestURI()).getPath();
    if (path.startsWith(USERS) && path.length() > USERS.length()) {
      return policy.regionsFor(Affinity.HOME_ONLY, path.substring(USERS.length()).split("/", 2)[0]);
    }
    String user = context.header(USER_HEADER);
    return user == null || user.isEmpty()
        ? policy.regionsFor(Affinity.NEAREST, "")
        : policy.regionsFor(Affinity.HOME_FIRST, user);
  }

  private static void refuse(Context context, String region, int status, String message) {
    context.header(REGION_HEADER, region).header("Retry-After", "1").status(status);
    context.json(Map.of("error", Map.of("code", "no_region", "message", message)));
  }
}
