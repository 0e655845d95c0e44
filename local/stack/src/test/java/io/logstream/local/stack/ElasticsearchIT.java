package io.logstream.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.logstream.local.stack.junit.StackExtension;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
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
