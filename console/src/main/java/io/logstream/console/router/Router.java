package io.logstream.console.router;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.json.JavalinJackson;
import io.logstream.console.DaemonThreads;
import io.logstream.console.router.RoutePolicy.Affinity;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
final class Router implements AutoCloseable {

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

  private final Map<String, RegionClient> clients;
  private final RoutePolicy policy;
  private final RouterMetrics metrics;
  private final Javalin server;
  private final ScheduledExecutorService timers;

  /**
   * Starts it; it answers when this returns.
   *
   * @param regions the nearest first
   */
  Router(
      String host,
      int port,
      Map<String, RegionClient> regions,
      RegionHealth.Hysteresis hysteresis,
      Duration betweenProbes) {
    clients = new LinkedHashMap<>(regions);
    policy = new RoutePolicy(new ArrayList<>(clients.keySet()), hysteresis);
    metrics = new RouterMetrics(policy);
    server = Javalin.create(this::configure).start(host, port);
    timers = Executors.newScheduledThreadPool(clients.size(), DaemonThreads.named("router-probe"));
    clients.forEach(
        (name, client) ->
            timers.scheduleWithFixedDelay(
                () -> note(name, client.isWell()),
                0,
                betweenProbes.toMillis(),
                TimeUnit.MILLISECONDS));
  }

  /** The port that it listens on. */
  int port() {
    return server.port();
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
        // No word on the region's health: it may answer what it should not be asked.
        case ANSWERED -> {
          return;
        }
        case UNREACHED -> note(region, false);
        case BROKEN -> {
          // The region may have done what was asked: it must not be done elsewhere too.
          note(region, false);
          context.header(REGION_HEADER, region);
          refuse(context, 502, "the region did not answer to the end");
          return;
        }
      }
    }
    refuse(context, 503, "no region that has what is asked for answers");
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

  private static void refuse(Context context, int status, String message) {
    context.header("Retry-After", "1").status(status);
    context.json(Map.of("error", Map.of("code", "no_region", "message", message)));
  }

  @Override
  public void close() {
    timers.shutdownNow();
    server.stop();
  }
}
