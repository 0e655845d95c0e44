package io.logstream.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logstream.local.stack.junit.StackExtension;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the embedded node has beyond the bare server. */
final class ElasticsearchIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  @Test
  void itNamesItselfAsClientsExpect() throws Exception {
    JsonNode root = Rest.get(STACK.elasticsearch().uri().resolve("/"));
    assertThat(root.path("version").path("number").asText()).startsWith("8.");
    assertThat(root.path("cluster_uuid").asText()).hasSize(22);
    assertThat(root.path("tagline").asText()).isEqualTo("You Know, for Search");
  }

  @Test
  void englishStemsAndDropsStopWords() throws Exception {
    assertThat(tokens(Map.of("analyzer", "english", "text", "the running dogs")))
        .containsExactly("run", "dog");
  }

  @Test
  void accentsAreFolded() throws Exception {
    assertThat(
            tokens(
                Map.of(
                    "tokenizer", "standard", "filter", List.of("asciifolding"), "text", "Zürich")))
        .containsExactly("Zurich");
  }

  @Test
  void identifiersAreFoundWholeAndByTheirParts() throws Exception {
    Map<String, Object> parts =
        Map.of(
            "type", "word_delimiter_graph", "preserve_original", true, "split_on_numerics", false);
    assertThat(
            tokens(
                Map.of(
                    "tokenizer",
                    "standard",
                    "filter",
                    List.of(parts, "lowercase", "flatten_graph"),
                    "text",
                    "PaymentService http2")))
        .containsExactly("paymentservice", "payment", "service", "http2");
  }

  @Test
  void youngSegmentsAreInMemoryAndAKilledNodeHasWhatItAcknowledged() throws Exception {
    String index = STACK.unique("young").toLowerCase(Locale.ROOT);
    send("PUT", index, Map.of("settings", Map.of("refresh_interval", "-1")));
    String uuid = get(index + "/_settings").at("/" + index + "/settings/index/uuid").asText();
    send("PUT", index + "/_doc/1?refresh=true", Map.of("message", "acknowledged"));
    assertThat(hits(index)).isEqualTo(1);
    assertThat(segmentFiles(uuid)).isEmpty();

    STACK.elasticsearch().kill();
    STACK.elasticsearch().start();

    await().atMost(Duration.ofSeconds(60)).until(() -> hits(index) == 1);
    get(index + "/_flush?force=true");
    assertThat(segmentFiles(uuid)).isNotEmpty();
  }

  private static long hits(String index) throws IOException {
    return get(index + "/_search?q=message:acknowledged").at("/hits/total/value").asLong();
  }

  private static List<Path> segmentFiles(String uuid) throws IOException {
    Path data = STACK.elasticsearch().home().resolve("data/indices/" + uuid + "/0/index");
    try (Stream<Path> files = Files.list(data)) {
      return files.filter(file -> file.getFileName().toString().startsWith("_")).toList();
    }
  }

  private static JsonNode get(String path) throws IOException {
    return Rest.get(STACK.elasticsearch().uri().resolve("/" + path));
  }

  private static void send(String method, String path, Map<String, Object> body)
      throws IOException {
    Rest.send(
        HttpRequest.newBuilder(STACK.elasticsearch().uri().resolve("/" + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofByteArray(Rest.json(body)))
            .build());
  }

  private static List<String> tokens(Map<String, Object> request) throws Exception {
    JsonNode answer =
        Rest.send(
            HttpRequest.newBuilder(STACK.elasticsearch().uri().resolve("/_analyze"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Rest.json(request)))
                .build());
    return StreamSupport.stream(answer.path("tokens").spliterator(), false)
        .map(token -> token.path("token").asText())
        .toList();
  }
}
