package io.logstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logstream.console.region.Regions;
import io.logstream.functions.event.Topics;
import io.logstream.local.monitoring.MonitoringFiles;
import io.logstream.local.region.RegionContents;
import io.logstream.local.region.RegionLink;
import io.logstream.local.region.RegionSender;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.StackOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two regions as {@code logstream up --regions 2} starts them, with lines sent to both, one in
 * twenty to both at once. The link between them is cut and healed, the broker of one is killed with
 * SIGKILL and started again, and in the end both have the same.
 *
 * <p>{@code -Dlogstream.events=200000 -Dlogstream.cut.seconds=60} is the long form.
 */
class RegionsIT {

  private static final int EVENTS = Integer.getInteger("logstream.events", 4_000);
  private static final Duration CUT =
      Duration.ofSeconds(Integer.getInteger("logstream.cut.seconds", 12));
  private static final Duration LIMIT = Duration.ofMinutes(3).plusMillis(EVENTS);
  private static final String INCIDENT = "incident-of-regions";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static LocalRegions regions;
  private static RegionSystem east;
  private static RegionSystem west;

  private final RegionSender sender =
      new RegionSender(
          List.of(east.loopback(Port.COLLECTOR_HTTP), west.loopback(Port.COLLECTOR_HTTP)));

  @BeforeAll
  static void start() throws IOException {
    System.setProperty("logstream.home", "..");
    Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "regions-");
    StackOptions options = StackOptions.forTests(folder).withTaskSlots(4);
    Ports second = Ports.free();
    while (second.equals(options.ports())) {
      second = Ports.free();
    }
    regions = LocalRegions.of(options, second);
    regions.start(member -> {});
    east = regions.first();
    west = regions.second();
  }

  @AfterAll
  static void end() {
    System.clearProperty("logstream.home");
    regions.delete();
  }

  @Test
  void bothRegionsHaveTheSameInTheEnd() throws Exception {
    RegionLink link = regions.link();
    sender.send(EVENTS * 2 / 5);
    awaitSame("what was sent at first");
    // Before the cut, which makes a lag of its own.
    double[] lag = {lagP99(link, east), lagP99(link, west)};
    answersFrom(east, "/api/v1/search?q=*");

    // What a job wrote in a transaction that failed is of no region.
    RegionContents.appendInVain(
        east.stack().kafka().bootstrapServers(), Topics.INCIDENTS, "{\"never\":\"committed\"}");
    putIncident();
    link.cut();
    CompletableFuture<Void> cutOver = CompletableFuture.runAsync(RegionsIT::sleepThroughTheCut);
    sender.send(EVENTS / 5);
    say(east, "right", "said first");
    putRow(west, "asset-1", "west");
    say(west, "wrong", "said last");
    putRow(east, "asset-1", "east");
    await("both see that they differ")
        .atMost(LIMIT)
        .until(() -> divergent(link, east) > 0 && divergent(link, west) > 0);
    // That a window differs is known before what it lacks has been found.
    String missing =
        await("west names an event that it lacks")
            .atMost(LIMIT)
            .until(
                () ->
                    link.report(west.agent())
                        .orElseThrow()
                        .at("/streams/0/differences/0/missing/0")
                        .asText(),
                id -> !id.isEmpty());
    assertThat(sender.ids()).contains(missing);
    cutOver.join();
    long windows = divergent(link, east) + divergent(link, west);
    link.heal();
    awaitSame("what was sent while the link was cut");

    east.stack().kafka().kill();
    awaitAnswersFrom(west, "/api/v1/search?q=*");
    sender.send(EVENTS / 5);
    String stranger = userOf(east);
    assertThat(get("/api/v1/users/" + stranger, "").statusCode()).isIn(404, 503);
    assertThat(regionOf(get("/api/v1/search?q=*", stranger))).isEqualTo(west.name());
    east.stack().kafka().start();
    sender.send(EVENTS - sender.ids().size());
    awaitAnswersFrom(east, "/api/v1/search?q=*");
    awaitSame("everything");

    RegionContents inEast = contents(east, west);
    RegionContents inWest = contents(west, east);
    assertThat(inEast.events().keySet()).as("events").isEqualTo(sender.ids());
    assertThat(inWest.events()).as("by value").isEqualTo(inEast.events());
    // More than these: what was not acknowledged in time was sent again, and is a copy too.
    assertThat(inEast.events().keySet().stream().filter(id -> inEast.events().get(id).size() > 1))
        .as("events of which there are copies")
        .containsAll(sender.sentToBoth());
    assertThat(inEast.documents().keySet()).as("documents").isEqualTo(sender.ids());
    assertThat(inWest.documents()).as("by value").isEqualTo(inEast.documents());
    assertThat(inEast.last(Topics.FEEDBACK)).isEqualTo(inWest.last(Topics.FEEDBACK));
    assertThat(inEast.last(Topics.FEEDBACK).get("incidents/" + INCIDENT)).contains("said last");
    assertThat(inEast.last(Topics.CONTROL_REFERENCE))
        .isEqualTo(inWest.last(Topics.CONTROL_REFERENCE));
    assertThat(inEast.last(Topics.CONTROL_REFERENCE).get("asset-1")).contains("\"east\"");
    assertThat(inWest.last(Regions.mirror(east.name(), Topics.INCIDENTS)))
        .as("what was committed")
        .containsOnlyKeys(INCIDENT);
    assertThat(loops(east, west)).isEmpty();
    assertThat(loops(west, east)).isEmpty();
    assertThat(declaredButNotExposed()).isEmpty();
    System.out.printf(
        "regions: %d events, %d of them to both, cut for %d s, divergent windows and keys %d during"
            + " and 0 after; MirrorMaker lag p99 %.0f ms into east, %.0f ms into west%n",
        EVENTS, sender.sentToBoth().size(), CUT.toSeconds(), windows, lag[0], lag[1]);
  }

  /** As long as the link is to be cut: it is the fault's length, not a wait for something. */
  private static void sleepThroughTheCut() {
    LockSupport.parkNanos(CUT.toNanos());
  }

  private void awaitSame(String what) {
    RegionLink link = regions.link();
    await(what + " in both, and no difference")
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .until(
            () ->
                link.isWell()
                    && behind(link, east) + behind(link, west) == 0
                    && documents(east) == sender.ids().size()
                    && documents(west) == sender.ids().size());
  }

  private static RegionContents contents(RegionSystem of, RegionSystem peer) throws Exception {
    return RegionContents.of(
        of.stack().kafka().bootstrapServers(),
        of.stack().elasticsearch().uri(),
        List.of(Topics.LOGS, Regions.mirror(peer.name(), Topics.LOGS)),
        List.of(
            Topics.FEEDBACK,
            Topics.CONTROL_REFERENCE,
            Regions.mirror(peer.name(), Topics.INCIDENTS)));
  }

  private static long documents(RegionSystem region) throws Exception {
    return RegionContents.count(region.stack().elasticsearch().uri());
  }

  private static long divergent(RegionLink link, RegionSystem region) {
    return link.report(region.agent()).map(RegionLink::divergent).orElse(0L);
  }

  private static long behind(RegionLink link, RegionSystem region) {
    return link.report(region.agent()).orElseThrow().at("/streams/0/behind").asLong();
  }

  private static double lagP99(RegionLink link, RegionSystem region) {
    return link.report(region.agent()).orElseThrow().at("/streams/0/lag_of_all/p99_ms").asDouble();
  }

  /** In topic {@code incidents} of east, for people in both regions to say something of. */
  private static void putIncident() throws Exception {
    RegionContents.append(
        east.stack().kafka().bootstrapServers(),
        Topics.INCIDENTS,
        INCIDENT,
        "{\"v\":1,\"incident\":{\"id\":\"%s\",\"start\":\"2026-11-30T09:00:00Z\"}}"
            .formatted(INCIDENT));
    await("the incident in the west")
        .atMost(LIMIT)
        .until(
            () ->
                ask(west.loopback(Port.CONSOLE), "/api/v1/incidents/" + INCIDENT, "").statusCode()
                    == 200);
  }

  /** As an operator writes a row, who knows of no regions. */
  private static void putRow(RegionSystem region, String id, String owner) throws Exception {
    RegionContents.append(
        region.stack().kafka().bootstrapServers(),
        Topics.CONTROL_REFERENCE,
        id,
        "{\"kind\":\"asset\",\"host\":\"host-1\",\"owner\":\"%s\"}".formatted(owner));
  }

  private static void say(RegionSystem region, String verdict, String note) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                region
                    .loopback(Port.CONSOLE)
                    .resolve("/api/v1/incidents/" + INCIDENT + "/feedback"))
            .PUT(
                HttpRequest.BodyPublishers.ofString(
                    "{\"verdict\":\"%s\",\"note\":\"%s\"}".formatted(verdict, note)))
            .build();
    assertThat(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  private static HttpResponse<String> get(String path, String user) throws Exception {
    return ask(regions.router(), path, user);
  }

  private static HttpResponse<String> ask(URI at, String path, String user) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(at.resolve(path)).timeout(LIMIT);
    if (!user.isEmpty()) {
      request.header("X-LogStream-User", user);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String regionOf(HttpResponse<String> answer) {
    return answer.headers().firstValue("X-LogStream-Region").orElse("");
  }

  private static void answersFrom(RegionSystem region, String path) throws Exception {
    HttpResponse<String> answer = get(path, "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(regionOf(answer)).isEqualTo(region.name());
  }

  private static void awaitAnswersFrom(RegionSystem region, String path) {
    await("answers from " + region.name())
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(() -> answersFrom(region, path));
  }

  /** Somebody who is at home there. */
  private static String userOf(RegionSystem region) throws Exception {
    for (int i = 0; i < 100; i++) {
      String answered = regionOf(get("/api/v1/users/user-" + i, ""));
      if (answered.equals(region.name())) {
        return "user-" + i;
      }
    }
    throw new AssertionError("nobody is at home in " + region.name());
  }

  /** Topics that have been where they come from. */
  private static Set<String> loops(RegionSystem region, RegionSystem peer) {
    Set<String> topics = region.stack().kafka().topics();
    assertThat(topics).contains(Regions.mirror(peer.name(), "heartbeats"));
    return topics.stream()
        .filter(
            topic ->
                topic.startsWith(region.name() + ".")
                    || topic.startsWith(peer.name() + "." + region.name() + "."))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> declaredButNotExposed() throws Exception {
    Set<String> declared =
        MonitoringFiles.metrics().stream()
            .filter(metric -> Set.of("region agent", "router").contains(metric.source()))
            .map(MonitoringFiles.Metric::name)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(declared).hasSizeGreaterThan(10);
    List<String> exposed = new ArrayList<>();
    for (Map.Entry<URI, String> scraped :
        Map.of(east.agent(), "/metrics", regions.router(), "/router/metrics").entrySet()) {
      ask(scraped.getKey(), scraped.getValue(), "")
          .body()
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("[ {]", 2)[0])
          .forEach(exposed::add);
    }
    declared.removeAll(exposed);
    return declared;
  }
}
