package io.logstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.local.stack.Member;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackException;
import io.logstream.local.stack.StackOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code logstream demo}: the whole system on real traffic, with a fault, end to end. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the whole system and a shop of six services with shoppers, breaks the shop's database"
          + " pool for a while, and shows what was received, indexed and found.",
      "Exit code 0 only if every line that was received was indexed or dead-lettered, and the fault"
          + " was found. What it started it ends."
    })
final class Demo extends StackCommand {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SETTLE = Duration.ofSeconds(300);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  /** An incident is told some half a minute after its onset. */
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(60);

  @Option(
      names = "--seconds",
      defaultValue = "60",
      paramLabel = "N",
      description = "How long the shop is watched, half of it broken. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(names = "--keep", description = "Leave all running, to look round.")
  private boolean keep;

  @Option(
      names = "--port-base",
      paramLabel = "PORT",
      description = "Use the hundred ports from here on instead of the usual ones of each server.")
  private Integer portBase;

  private final HttpClient http = HttpClient.newHttpClient();
  private Stack stack;

  @Override
  int run() {
    Optional<StackOptions> last = notes().options();
    StackOptions options = last.orElse(StackOptions.in(data()));
    if (portBase != null) {
      options = options.withPorts(Ports.from(portBase));
    }
    notes().write(options);
    stack = LocalSystem.withDemo(options);
    List<Member> running = stack.running();
    List<Member> own =
        stack.members().stream().filter(member -> !running.contains(member)).toList();
    Instant begin = Instant.now();
    try {
      stack.start(
          stack.members(), member -> say("%-18s ready after %.1f s", member.name(), since(begin)));
      return watch(begin) ? OK : FAILED;
    } catch (IOException e) {
      throw new StackException("demo: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } finally {
      if (!keep) {
        say("%nending what was started");
        stack.stop(own);
      }
    }
  }

  private static double since(Instant begin) {
    return Duration.between(begin, Instant.now()).toMillis() / 1000.0;
  }

  private void say(String format, Object... arguments) {
    out().printf(format + "%n", arguments);
    out().flush();
  }

  private boolean watch(Instant begin) throws IOException, InterruptedException {
    ShopServer shop = (ShopServer) stack.server("shop").orElseThrow();
    say("%nshoppers at %s", shop.address());
    Thread.sleep(Duration.ofSeconds(seconds).toMillis() / 2);
    say("breaking the inventory: connections to its database are no longer given back");
    Instant broken = Instant.now();
    Shopkeeping keeper = shop.keeper();
    keeper.fault("inventory", "leak", 1);
    Thread.sleep(Duration.ofSeconds(seconds).toMillis() / 2);
    keeper.fault("inventory", "leak", 0);

    say("closing the shop; waiting until each line received is indexed or dead-lettered");
    stack.stop(List.of(shop));
    boolean whole = accounts(begin);
    boolean found = searches(begin, broken);
    incident(broken);
    say("%nconsole        %s", consoleUri());
    say("Flink          %s", stack.jobManagers().get(0).rest());
    say("Elasticsearch  %s", stack.elasticsearch().uri());
    return whole && found;
  }

  /** Waits until something became of each line that was received until now, and shows what. */
  private boolean accounts(Instant begin) {
    LineAccounts accounts = new LineAccounts(stack, begin);
    LineAccounts.Sums[] sums = new LineAccounts.Sums[1];
    boolean whole =
        until(
            SETTLE,
            () -> {
              sums[0] = accounts.sums();
              return sums[0].isBalanced() && sums[0].received() > 0;
            });
    say(
        "%nlines received %d = indexed %d + dead-lettered %d%s   (after %.0f s)",
        sums[0].received(),
        sums[0].indexed(),
        sums[0].dead(),
        whole ? "" : "   DO NOT BALANCE",
        since(begin));
    sums[0].reasons().forEach((reason, count) -> say("  dead: %s %d", reason, count));
    return whole;
  }

  private static boolean until(Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    }
    return true;
  }

  private boolean searches(Instant begin, Instant broken) throws IOException, InterruptedException {
    boolean all = true;
    for (String query :
        List.of(
            "service.name:gateway http.response.status_code:200",
            "service.name:checkout completed",
            "service.name:cart \"request completed\"")) {
      all &= show(query, begin);
    }
    say("%nthe fault:");
    all &= show("service.name:inventory \"request timed out\"", broken);
    return all;
  }

  /** What the analysis made of the fault by itself, which no search asked for. */
  private void incident(Instant broken) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(TOLD_WITHIN);
    do {
      for (JsonNode incident : ask("/api/v1/incidents").path("incidents")) {
        if (!Instant.parse(incident.at("/incident/end").asText()).isBefore(broken)) {
          tell(incident);
          return;
        }
      }
      Thread.sleep(Duration.ofSeconds(1).toMillis());
    } while (Instant.now().isBefore(end));
    say("%nno incident was told within %d s", TOLD_WITHIN.toSeconds());
  }

  private void tell(JsonNode incident) {
    say("%nthe incident, since %s:", incident.at("/incident/start").asText());
    for (JsonNode cause : incident.path("root_causes")) {
      say(
          "  %d. %s  %s  %s  (%.0f %% of the evidence)",
          cause.path("rank").asInt(),
          cause.path("service").asText(),
          cause.path("kind").asText(),
          firstLine(cause.path("location").asText()),
          100 * cause.path("score").asDouble());
    }
    say("  %s/incidents/?id=%s", consoleUri(), incident.at("/incident/id").asText());
  }

  private boolean show(String query, Instant from) throws IOException, InterruptedException {
    JsonNode body =
        ask(
            "/api/v1/search?size=2&from="
                + from
                + "&q="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    long total = body.at("/total/value").asLong();
    say("%nsearch %s: %d hits", query, total);
    List<JsonNode> hits = new ArrayList<>();
    body.path("hits").forEach(hits::add);
    for (JsonNode hit : hits) {
      JsonNode event = hit.has("source") ? hit.path("source") : hit.path("event");
      say(
          "  %s %s %s",
          event.path("@timestamp").asText(),
          event.at("/service/name").asText(),
          firstLine(event.path("message").asText(event.at("/event/original").asText())));
    }
    return total > 0;
  }

  private JsonNode ask(String target) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(consoleUri() + target))
                .timeout(ANSWER_WITHIN)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("%s: %d %s".formatted(target, answer.statusCode(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("");
    return line.length() > 140 ? line.substring(0, 140) + "…" : line;
  }

  private String consoleUri() {
    return stack.server("console").orElseThrow().address();
  }
}
