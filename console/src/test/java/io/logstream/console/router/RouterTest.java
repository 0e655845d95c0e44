package io.logstream.console.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouterTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** A region that notes what it is asked. */
  private static final class FakeRegion implements AutoCloseable {
    final List<String> asked = new CopyOnWriteArrayList<>();
    final HttpServer server;
    volatile boolean isWell = true;
    volatile boolean hangsUp;

    FakeRegion() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
      server.createContext("/", this::answer);
      server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
      String path = exchange.getRequestURI().toString();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (path.equals("/health")) {
        respond(exchange, isWell ? 200 : 503);
        return;
      }
      asked.add(exchange.getRequestMethod() + " " + path + " " + body);
      if (hangsUp) {
        exchange.close();
      } else {
        respond(exchange, path.endsWith("missing") ? 404 : 200);
      }
    }

    private static void respond(HttpExchange exchange, int status) throws IOException {
      exchange.getResponseHeaders().set("X-Own", "kept");
      byte[] body = "answered".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, FakeRegion> regions = new LinkedHashMap<>();
  private Router router;

  @BeforeEach
  void start() throws IOException {
    regions.put("east", new FakeRegion());
    regions.put("west", new FakeRegion());
    Map<String, RegionClient> clients = new LinkedHashMap<>();
    regions.forEach(
        (name, region) -> clients.put(name, new RegionClient(region.uri(), Optional.empty())));
    router =
        new Router(
            "127.0.0.1", 0, clients, new RegionHealth.Hysteresis(2, 300), Duration.ofMillis(50));
  }

  @AfterEach
  void stop() {
    router.close();
    regions.values().forEach(FakeRegion::close);
  }

  private HttpResponse<String> send(String method, String path, String user) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + router.port() + path))
            .timeout(LIMIT)
            .method(
                method, HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : "said"));
    if (!user.isEmpty()) {
      request.header("X-LogStream-User", user);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String region(String method, String path, String user) throws Exception {
    return send(method, path, user).headers().firstValue("X-LogStream-Region").orElseThrow();
  }

  private void awaitRegion(String expected) {
    await().atMost(LIMIT).until(() -> region("GET", "/api/v1/search", "").equals(expected));
  }

  @Test
  void theNearestAnswersAndTheAnswerSaysSo() throws Exception {
    HttpResponse<String> answer = send("POST", "/api/v1/x%20y?q=a%3Ab", "");

    assertThat(answer.body()).isEqualTo("answered");
    assertThat(answer.headers().firstValue("X-LogStream-Region")).hasValue("east");
    assertThat(answer.headers().firstValue("X-Own")).hasValue("kept");
    assertThat(regions.get("east").asked).containsExactly("POST /api/v1/x%20y?q=a%3Ab said");
    assertThat(send("GET", "/missing", "").statusCode()).isEqualTo(404);
  }

  @Test
  void requestsGoElsewhereWhileTheNearestIsUnwellAndComeBack() {
    regions.get("east").isWell = false;
    awaitRegion("west");
    regions.get("east").isWell = true;
    awaitRegion("east");
  }

  @Test
  void aRegionThatIsUnwellIsLeftThoughItAnswers() throws Exception {
    regions.get("east").isWell = false;
    // Many answers to one probe.
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> region("GET", "/", "").equals("west"));
  }

  @Test
  void aRegionThatIsGoneCostsNoRequest() throws Exception {
    regions.get("east").close();

    assertThat(send("POST", "/api/v1/search", "").statusCode()).isEqualTo(200);
    assertThat(regions.get("west").asked).hasSize(1);
  }

  @Test
  void aRequestThatMayHaveBeenServedIsNotServedTwice() throws Exception {
    regions.get("east").hangsUp = true;

    assertThat(send("POST", "/api/v1/changes", "").statusCode()).isEqualTo(502);
    assertThat(regions.get("west").asked).isEmpty();
    assertThat(send("GET", "/api/v1/search", "").statusCode()).isEqualTo(200);
  }

  @Test
  void aUserStaysAtHome() throws Exception {
    String home = region("GET", "/api/v1/users/ada", "");
    for (int i = 0; i < 20; i++) {
      assertThat(region("PUT", "/api/v1/incidents/" + i + "/feedback", "ada")).isEqualTo(home);
    }
  }

  @Test
  void theStateOfAUserIsAskedOfHomeAlone() throws Exception {
    String home = region("GET", "/api/v1/users/ada", "");
    regions.get(home).close();

    HttpResponse<String> answer = send("GET", "/api/v1/users/ada", "");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(region("PUT", "/api/v1/incidents/1/feedback", "ada")).isNotEqualTo(home);
  }
}
