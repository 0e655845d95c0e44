package io.logstream.console.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.console.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResultsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

  private static JsonNode alert(String id, String family, double worth, String seen)
      throws Exception {
    return JSON.readTree(
        """
        {"id":"%s","family":"%s","worth":%s,"last_seen":"%s"}\
        """
            .formatted(id, family, worth, seen));
  }

  @Test
  void aBoardKeepsTheLastStatesAndForgetsTheOldest() throws Exception {
    Board board = new Board(2);
    board.put("a", Optional.of(JSON.readTree("1")));
    board.put("b", Optional.of(JSON.readTree("2")));
    board.put("a", Optional.of(JSON.readTree("3")));
    board.put("c", Optional.of(JSON.readTree("4")));
    List<String> left = new ArrayList<>();
    board.all().forEach(state -> left.add(state.asText()));
    assertThat(left).containsExactly("3", "4");
    board.put("a", Optional.empty());
    assertThat(board.get("a")).isEmpty();
  }

  @Test
  void ofAFamilyTheWorthiestCountsAndFamiliesAddUp() throws Exception {
    JsonNode risk =
        HostRisk.of(
            List.of(
                alert("a", "discovery", 0.5, "2026-01-02T00:00:00Z"),
                alert("b", "discovery", 0.4, "2026-01-02T00:00:00Z"),
                alert("c", "access", 0.8, "2026-01-01T00:00:00Z")),
            Set.of(),
            NOW);
    // The access alert is a day old: 1 − (1 − 0.5) (1 − 0.4).
    assertThat(risk.path("score").asDouble()).isEqualTo(0.7, within(1e-9));
  }

  @Test
  void whatWasCalledBenignCountsNothing() throws Exception {
    JsonNode risk =
        HostRisk.of(
            List.of(alert("a", "discovery", 0.5, "2026-01-02T00:00:00Z")), Set.of("a"), NOW);
    assertThat(risk.path("score").asDouble()).isZero();
  }

  @Test
  void feedbackIsReadOrRefusedWithWhatWasExpected() {
    assertThat(Feedback.read("alerts/1", "{\"verdict\":\"benign\"}").path("subject").asText())
        .isEqualTo("alerts/1");
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> Feedback.read("alerts/1", "{\"verdict\":\"meh\"}"))
        .withMessageContaining("found \"meh\"");
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> Feedback.read("alerts/1", "nonsense"))
        .withMessageContaining("expected JSON");
  }
}
