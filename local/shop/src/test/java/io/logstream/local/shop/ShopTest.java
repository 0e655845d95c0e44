package io.logstream.local.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway, the cart and the catalogue in this process; the inventory is away. */
class ShopTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path logs;
  private final List<ShopService> services = new ArrayList<>();
  private int basePort;

  @BeforeEach
  void open() throws IOException {
    basePort = freeRange();
    for (ShopPart part : List.of(ShopPart.GATEWAY, ShopPart.CATALOGUE, ShopPart.CART)) {
      ShopService service =
          ShopMain.service(
              new ServiceSettings(part.service(), basePort, logs, "1.0.0", false, "", "", false));
      service.start();
      services.add(service);
    }
  }

  @AfterEach
  void close() {
    services.forEach(ShopService::close);
  }

  private static int freeRange() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Math.min(socket.getLocalPort(), 65_000);
    }
  }

  private HttpResponse<String> send(String method, String target) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + basePort + target))
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aRequestLeavesItsTraceInTheLogOfEveryServiceItPasses() throws Exception {
    assertThat(send("POST", "/cart/u1?product=7").statusCode()).isEqualTo(502);

    for (String log : List.of("gateway.log", "cart.log", "catalogue.log")) {
      assertThat(Files.readString(logs.resolve(log))).as(log).contains(TRACE);
    }
    assertThat(Files.readString(logs.resolve("catalogue.log")))
        .contains("connect to inventory")
        .contains("\"error.stack_trace\"");
  }

  @Test
  void spansOfOneTraceFormOneTree() throws Exception {
    send("POST", "/cart/u1?product=7");

    List<JsonNode> spans = new ArrayList<>();
    for (String service : List.of("gateway", "cart", "catalogue")) {
      for (String line : Files.readAllLines(logs.resolve(service + ".traces.jsonl"))) {
        spans.add(JSON.readTree(line).at("/resourceSpans/0/scopeSpans/0/spans/0"));
      }
    }
    List<String> ids = spans.stream().map(s -> s.get("spanId").asText()).toList();
    assertThat(spans).hasSize(6).allMatch(s -> s.get("traceId").asText().equals(TRACE));
    assertThat(spans.stream().map(s -> s.get("parentSpanId").asText()))
        .allMatch(parent -> ids.contains(parent) || parent.equals("00f067aa0ba902b7"));
  }

  @Test
  void aFailureInAServicesOwnCodeIsA500ThatTheProxyPassesOn() throws Exception {
    services.get(1).faults.set(Faults.Kind.FAILING, 100);

    assertThat(send("GET", "/products").statusCode()).isEqualTo(500);
    assertThat(Files.readString(logs.resolve("gateway.log"))).contains("\" 500 ");
    assertThat(Files.readString(logs.resolve("gateway-error.log"))).doesNotContain("[error]");
  }

  @Test
  void aServiceThatIsAwayIsA502AndAnErrorLineOfTheProxy() throws Exception {
    assertThat(send("POST", "/checkout/u1").statusCode()).isEqualTo(502);
    assertThat(Files.readString(logs.resolve("gateway-error.log")))
        .contains("connect() failed (111: Connection refused) while connecting to upstream");
  }
}
