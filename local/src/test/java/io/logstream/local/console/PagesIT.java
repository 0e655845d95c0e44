package io.logstream.local.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.console.Console;
import io.logstream.console.ConsoleOptions;
import io.logstream.functions.event.LiveRow;
import io.logstream.functions.event.LiveRowJson;
import io.logstream.functions.event.Topics;
import io.logstream.functions.search.DocumentReader;
import io.logstream.functions.search.ElasticsearchConnection;
import io.logstream.functions.search.IndexDocument;
import io.logstream.functions.search.IndexTemplates;
import io.logstream.local.stack.TopicSpec;
import io.logstream.local.stack.junit.StackExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** The console's pages in a browser, over a real index and a real broker. */
@Tag("long")
class PagesIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int LINES = 250;
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String ALL = "/search/?q=dataset%3Apages-it&from=now-1h";
  private static final Instant BEGIN = Instant.now().minusSeconds(600);

  private static Console console;
  private static Browser browser;
  private static KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void openTheBrowser() throws IOException, InterruptedException {
    ElasticsearchConnection elasticsearch =
        ElasticsearchConnection.to(STACK.elasticsearch().uri().toString());
    new IndexTemplates(elasticsearch).install();
    StringBuilder bulk = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      String event = event(i);
      IndexDocument document = DocumentReader.read(event.getBytes(UTF_8), null, "pages", 0);
      bulk.append(
          "{\"index\":{\"_index\":\"%s\",\"_id\":\"%s\"}}%n%s%n"
              .formatted(document.index(), document.id(), event));
    }
    HttpRequest request =
        HttpRequest.newBuilder(STACK.elasticsearch().uri().resolve("/_bulk?refresh=true"))
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(bulk.toString()))
            .build();
    String answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    assertThat(JSON.readTree(answer).path("errors").asBoolean(true)).as(answer).isFalse();
    STACK
        .kafka()
        .createTopics(
            List.of(
                    Topics.LOGS,
                    Topics.INCIDENTS,
                    Topics.ALERTS,
                    Topics.FEEDBACK,
                    Topics.METRICS_LIVE,
                    Topics.REGIONS,
                    "east." + Topics.REGIONS)
                .stream()
                .filter(topic -> !STACK.kafka().topics().contains(topic))
                .map(topic -> TopicSpec.retained(topic, 1, Duration.ofHours(1)))
                .toList());
    producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, STACK.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    console =
        new Console(
            ConsoleOptions.of(0, elasticsearch, STACK.kafka().bootstrapServers())
                .withRegion("west", List.of("east")));
    browser = Browser.at("http://127.0.0.1:" + console.port());
  }

  /** Every tenth is an error of payment, in one trace; the others are of cart. */
  private static String event(int n) {
    boolean isError = n % 10 == 0;
    return """
    {"@timestamp":"%s","event":{"created":"%s","dataset":"pages-it","id":"pages-%d","duration":2000000},
    "log":{"level":"%s"},"host":{"name":"h1"},"service":{"name":"%s"},"trace":{"id":"%s"},
    "message":"%s %d"}\
    """
        .replace("\n", "")
        .formatted(
            BEGIN.plusSeconds(n),
            BEGIN.plusSeconds(n),
            n,
            isError ? "error" : "info",
            isError ? "pages-payment" : "pages-cart",
            isError ? TRACE : "other" + n,
            isError ? "charge failed: connection timed out, order" : "item added, order",
            n);
  }

  @AfterEach
  void theBrowserHadNothingToComplainOf() {
    if (browser != null) {
      browser.assertNoComplaint();
    }
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
    if (console != null) {
      console.close();
    }
    if (producer != null) {
      producer.close();
    }
  }

  @Test
  void aSearchIsNarrowedByItsFacetsAndKeptInTheAddress() throws IOException {
    browser.open(ALL);
    browser.untilText("#total", "250 lines");
    browser.until("#lines article", lines -> lines.size() == 100);
    browser.untilSome("#histogram canvas, #histogram svg");

    browser.click("#facets button[title='Only service.name:pages-payment (Shift: without)']");
    browser.untilText("#total", "25 lines");
    browser.until("#lines article.level-error", lines -> lines.size() == 25);
    browser.picture("search");

    String link = browser.address();
    browser.open("/docs/");
    browser.open(link);
    browser.untilText("#total", "25 lines");
    assertThat(browser.text("#filters .chip")).contains("service.name:pages-payment");
    browser.click("#filters .chip button");
    browser.untilText("#total", "250 lines");
  }

  @Test
  void moreLinesComeAsOneScrolls() {
    browser.open(ALL);
    browser.until("#lines article", lines -> lines.size() == 100);
    for (int lines = 200; lines <= LINES; lines += 50) {
      int expected = lines;
      browser.script("document.getElementById('end').scrollIntoView()");
      browser.until("#lines article", found -> found.size() >= expected);
    }
    browser.untilText("#end", "No more lines.");
  }

  @Test
  void aLineOpensByTheKeyboardToItsFieldsItsContextAndItsTrace() throws IOException {
    browser.open("/search/?q=dataset%3Apages-it+level%3Aerror&from=now-1h&sort=oldest");
    browser.until("#lines article", lines -> lines.size() == 25);
    browser.press("j");
    browser.press("j");
    browser.press(Keys.ENTER);
    browser.until(
        ".detail td.value", cells -> cells.stream().anyMatch(c -> c.getText().equals("pages-10")));

    browser.click(".detail button[data-view='Context']");
    browser.until(".detail .nearby", rows -> rows.size() > 12);
    assertThat(browser.text(".detail .nearby.here")).contains("order 10");

    browser.click(".detail button[data-view='Trace']");
    browser.until(".detail .waterfall .step", steps -> steps.size() == 25);
    browser.picture("trace");
  }

  @Test
  void valuesAreOfferedWhileOneTypes() {
    browser.open(ALL);
    browser.untilText("#total", "250 lines");
    browser.press("/");
    browser.type("#q", "dataset:pages-it service:pages-p");
    browser.untilText("#completions", "pages-payment");
    browser.press(Keys.ARROW_DOWN, Keys.ENTER);
    browser.press(Keys.ENTER);
    browser.untilText("#total", "25 lines");
  }

  @Test
  void aWrongQueryIsShownWhereItIsWrong() {
    browser.open(ALL);
    browser.untilText("#total", "250 lines");
    browser.press("/");
    browser.type("#q", "level:error AND (");
    browser.press(Keys.ESCAPE);
    browser.click("#go");
    browser.untilText("#problem", "↑");
    assertThat((String) browser.script("return document.getElementById('problem').textContent"))
        .endsWith("level:error AND (\n                 ↑");
    assertThat(browser.script("return document.getElementById('q').classList.contains('wrong')"))
        .isEqualTo(true);
    // The browser's log tells of a request that was refused too.
    browser.forgetComplaints();
  }

  @Test
  void darkAndLightAreRemembered() throws IOException {
    browser.open(ALL);
    browser.untilText("#total", "250 lines");
    Object before = browser.script("return document.documentElement.dataset.theme");
    browser.script("document.activeElement.blur()");
    browser.press("t");
    Object after = browser.script("return document.documentElement.dataset.theme");
    assertThat(after).isNotEqualTo(before);
    browser.open("/live/");
    assertThat(browser.script("return document.documentElement.dataset.theme")).isEqualTo(after);
    browser.click("#theme");
    assertThat(browser.script("return document.documentElement.dataset.theme")).isEqualTo(before);
  }

  @Test
  void theLiveTailShowsWhatComesAndOnlyThat() throws Exception {
    browser.open("/search/?q=dataset%3Apages-it&from=now-1h");
    browser.untilText("#total", "250 lines");
    browser.type("#q", "tailed level:error");
    browser.press(Keys.ESCAPE);
    browser.click("#live");
    // The tail begins at the topic's end once it is there, which nobody can see from outside.
    try (Repeating ignored =
        new Repeating(
            n ->
                send(
                    Topics.LOGS,
                    "",
                    "{\"@timestamp\":\"%s\",\"event\":{\"id\":\"tail-%d\"},\"log\":{\"level\":\"%s\"},\"message\":\"tailed line %d\"}"
                        .formatted(Instant.now(), n, n % 2 == 0 ? "info" : "error", n)))) {
      browser.untilText("#lines article.level-error .message", "tailed line");
    }
    assertThat(browser.all("#lines article.level-info")).isEmpty();
    browser.click("#live");
    browser.untilSome("#live[aria-pressed='false']");
  }

  @Test
  void anIncidentIsShownWhileNewsOfOthersComeWithoutEnd() throws Exception {
    browser.open("/incidents/");
    send(
        Topics.INCIDENTS, "whole", incident("pages-whole", BEGIN.plusSeconds(10), "pages-payment"));
    // Faster than a page could ask: it must neither wait for silence nor begin again each time.
    try (Repeating ignored =
        new Repeating(
            n ->
                send(
                    Topics.INCIDENTS,
                    "other",
                    incident("pages-other", BEGIN.minusSeconds(3_600), "pages-cart")))) {
      browser.until(
          "#list .item",
          items -> items.stream().anyMatch(i -> i.getText().contains("pages-payment: errors")));
    }
    browser.open("/incidents/?id=pages-whole");
    browser.untilText("#view h1", "pages-payment: errors");
    browser.untilText("#view .cause.first", "charge failed");
    browser.until("#view .timeline .moment", moments -> moments.size() == 2);
    browser.click("#view .cause.first .evidence button");
    browser.untilText("#view .cause.first .evidence .lines .row", "order 10");
    browser.picture("incident");

    browser.click("#view .say button");
    browser.untilText("#view .say", "said");
    assertThat(json("/api/v1/incidents/pages-whole").at("/feedback/verdict").asText())
        .isEqualTo("right");
  }

  private static String incident(String id, Instant start, String service) {
    return """
    {"v":1,"incident":{"id":"%s","state":"open","start":"%s","end":"%s","score":0.9},
    "root_causes":[{"rank":1,"service":"%s","kind":"errors","location":"charge failed: connection timed out",
    "onset":"%s","score":0.8,"parts":{"path":3.2,"own_time":1.1},"evidence":["pages-10"]},
    {"rank":2,"service":"pages-cart","kind":"latency","location":"item added","onset":"%s","score":0.2,
    "parts":{"wait":1.0},"evidence":[]}],
    "timeline":[{"service":"%s","signal":"error_lines","location":"charge failed","onset":"%s","strength":9.5,
    "before":0.01,"after":12.5,"evidence":["pages-10"]},{"service":"pages-cart","signal":"own_time",
    "location":"item added","onset":"%s","strength":3.1,"before":2.0,"after":31.0,"evidence":["trace:%s"]}]}\
    """
        .replace("\n", "")
        .formatted(
            id,
            start,
            start.plusSeconds(30),
            service,
            start,
            start.plusSeconds(4),
            service,
            start,
            start.plusSeconds(4),
            TRACE);
  }

  @Test
  void anAlertIsOpenedAndJudged() throws Exception {
    send(
        Topics.ALERTS,
        "pages-alert",
        """
        {"v":1,"id":"pages-alert","kind":"port-scan","family":"discovery","severity":"high","source":{"ip":"10.7.0.7"},
        "destination":{"ip":"10.7.0.1"},"technique":{"id":"T1046","name":"Network Service Discovery"},
        "explanation":"120 ports of one host asked in 10 s","first_seen":"%s","last_seen":"%s","count":120,
        "score":0.9,"worth":0.8,"parts":{"ports":120},"worth_parts":{"prevalence":0.9},"evidence":["pages-10"]}\
        """
            .replace("\n", "")
            .formatted(BEGIN, BEGIN.plusSeconds(10)));
    browser.open("/alerts/?host=10.7.0.7");
    browser.untilText("#queue .alert .head", "port scan");
    browser.untilText("#host-view", "discovery");
    browser.click("#queue .alert .head");
    browser.untilText("#queue .alert .more", "T1046 Network Service Discovery");
    browser.picture("alert");

    browser.click("#queue .alert .say button:nth-of-type(3)");
    browser.untilText("#queue", "Nothing to look at.");
    assertThat(json("/api/v1/alerts?host=10.7.0.7").at("/alerts/0/feedback/verdict").asText())
        .isEqualTo("benign");
  }

  @Test
  void theLivePageMovesAndAgreesWithTheApi() throws Exception {
    LiveRowJson rows = new LiveRowJson();
    long begin = Instant.now().getEpochSecond() - 60;
    AtomicLong rate = new AtomicLong(7);
    for (long second = begin; second < begin + 50; second++) {
      settled(rows, second, 7);
    }
    browser.open("/live/");
    // The last seconds again and again, as the job writes them while they fill.
    try (Repeating ignored =
        new Repeating(
            n -> {
              long now = Instant.now().getEpochSecond();
              for (long second = now - 9; second <= now; second++) {
                settled(rows, second, rate.get());
              }
            })) {
      browser.untilText("#state", "live");
      browser.until("#tile-payments .value", value -> number(value.get(0).getText()) > 50);
      browser.picture("live");
      rate.set(1_000);
      browser.until("#tile-payments .value", value -> number(value.get(0).getText()) > 2_000);
    }
    // Counted once a second.
    await("frames")
        .until(
            () ->
                ((Number) browser.script("return window.live.framesPerSecond")).doubleValue() > 0);
    // Any second that the page holds has the value that the API gives.
    long second = begin + 30;
    Object shown =
        browser.script("return window.live.feed.of('payments.settled').get(%d)".formatted(second));
    assertThat(((Number) shown).longValue()).isEqualTo(value(second)).isEqualTo(7);
  }

  @Test
  void regionsShowWhatDiffersAndWhoIsSilent() throws IOException {
    send(Topics.REGIONS, "west", report("west", "east", 0, ""));
    send("east." + Topics.REGIONS, "east", report("east", "west", 1, "\"pages-10\""));
    browser.open("/regions/");
    browser.untilText(".way[data-region=west] h1", "east → west");
    browser.untilText(".way[data-region=west] .state", "same");
    browser.untilText(".way[data-region=east] .state", "differs");
    assertThat(browser.text(".way[data-region=east]")).contains("pages-10", "1,234", "feedback");
    browser.picture("regions");
    // Nobody reports any more: what stands there is old.
    browser.untilText(".way[data-region=west] .state", "not heard of");
  }

  private static String report(String region, String peer, int divergent, String missing) {
    return """
    {"v":1,"region":"%s","peer":"%s","at":"%s","healthy":true,"peer_answers":true,
    "heartbeat_age_ms":800,"streams":[{"topic":"logs","mirror":"%s.logs","complete":true,
    "records":1234,"bytes":9,"records_per_second":20.0,"bytes_per_second":9000.0,"again":0,
    "behind":%d,"lag":{"p50_ms":12.0,"p99_ms":80.0,"max_ms":90.0},
    "lag_of_all":{"p50_ms":12.0,"p99_ms":80.0,"max_ms":90.0},"windows":7,"divergent":%d,
    "missing":%d,"extra":0,"differences":[{"start":"2026-11-30T09:00:00Z","origin":2,"mirror":1,
    "missing":[%s],"extra":[]}]}],"merged":[{"topic":"feedback","keys":3,"behind":0,"taken":1,
    "kept":2,"appended":1,"clock_ahead_ms":0,"divergent_keys":0,"differing":[]}]}\
    """
        .formatted(region, peer, Instant.now(), peer, divergent, divergent, divergent, missing);
  }

  private static void settled(LiveRowJson rows, long second, long value) {
    byte[] row = rows.write(new LiveRow("payments.settled", "", second, OptionalLong.of(value)));
    producer.send(
        new ProducerRecord<>(Topics.METRICS_LIVE, "payments.settled".getBytes(UTF_8), row));
  }

  private static long value(long second) throws Exception {
    for (JsonNode row : json("/api/v1/metrics/live").path("rows")) {
      if (row.path("metric").asText().equals("payments.settled")
          && row.path("second").asLong() == second) {
        return row.path("value").asLong();
      }
    }
    return -1;
  }

  /** The number that a tile begins with, before its unit. */
  private static long number(String text) {
    String digits = text.replaceAll("(?s)[^0-9,].*", "").replace(",", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }

  private static void send(String topic, String key, String value) {
    producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value.getBytes(UTF_8)));
  }

  private static JsonNode json(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.port() + path)).build();
    return JSON.readTree(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  /** Does something twenty times a second until it is closed. */
  private static final class Repeating implements AutoCloseable {

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private int n;

    Repeating(java.util.function.IntConsumer what) {
      executor.scheduleAtFixedRate(() -> what.accept(n++), 0, 50, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
      executor.shutdownNow();
    }
  }
}
