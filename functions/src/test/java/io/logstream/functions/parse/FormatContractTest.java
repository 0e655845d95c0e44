package io.logstream.functions.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.EventJson;
import io.logstream.functions.normalize.LineNormalizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every format must hold, over its cases in {@code formats/NAME.yaml}.
 *
 * <p>A case: {@code variant}, {@code line}, and {@code expect}, the fields by dotted path;
 * optionally {@code before}, the lines of the stream before it, {@code zone} (default UTC), {@code
 * received} (default 2024-03-01T00:00:00Z), {@code dataset} where the innermost format is another,
 * {@code ambiguous: true} where the line cannot be told from a general format's without a hint,
 * {@code rejected: text} where the format must refuse the line with that error.
 */
class FormatContractTest {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HOSTILE = "\"[]{}|=:, \\\u00e9\ud83d\ude00";

  record Case(Format format, int index, JsonNode node) {

    String line() {
      return node.get("line").asText();
    }

    ParseContext context() {
      Instant received = Instant.parse(node.path("received").asText("2024-03-01T00:00:00Z"));
      return new ParseContext(
          received.getEpochSecond() * 1_000_000_000L + received.getNano(),
          ZoneId.of(node.path("zone").asText("UTC")));
    }

    boolean isRejected() {
      return node.has("rejected");
    }

    @Override
    public String toString() {
      return format.name() + " #" + index + " " + node.path("variant").asText();
    }
  }

  static Stream<Format> formats() {
    return Formats.all().list().stream();
  }

  static Stream<Case> cases() {
    return formats().flatMap(format -> casesOf(format).stream());
  }

  static Stream<Case> goodCases() {
    return cases().filter(c -> !c.isRejected());
  }

  private static List<Case> casesOf(Format format) {
    try (InputStream in =
        FormatContractTest.class.getResourceAsStream("/formats/" + format.name() + ".yaml")) {
      assertThat(in).as("cases of " + format.name()).isNotNull();
      List<Case> cases = new ArrayList<>();
      for (JsonNode node : YAML.readTree(in)) {
        cases.add(new Case(format, cases.size() + 1, node));
      }
      return cases;
    } catch (IOException e) {
      throw new AssertionError("cases of " + format.name(), e);
    }
  }

  private static JsonNode normalized(Case c, String line, String hint)
      throws ParseException, IOException {
    Event event = new Event();
    LineNormalizer normalizer = new LineNormalizer(Formats.all());
    for (JsonNode before : c.node().path("before")) {
      normalizer.normalize(
          before.asText().getBytes(StandardCharsets.UTF_8), hint, c.context(), event);
    }
    normalizer.normalize(line.getBytes(StandardCharsets.UTF_8), hint, c.context(), event);
    return JSON.readTree(new EventJson().write(event));
  }

  private static JsonNode at(JsonNode event, String path) {
    JsonNode node = event;
    for (String part : path.split("\\.")) {
      node = node.path(part);
    }
    return node;
  }

  @ParameterizedTest
  @MethodSource("formats")
  void hasCasesOfMoreThanOneVariant(Format format) {
    assertThat(casesOf(format)).hasSizeGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("goodCases")
  void yieldsTheFieldsExpected(Case c) throws Exception {
    JsonNode event = normalized(c, c.line(), c.format().name());
    for (Map.Entry<String, JsonNode> expected : c.node().get("expect").properties()) {
      JsonNode actual = at(event, expected.getKey());
      if (expected.getValue().isNull()) {
        assertThat(actual.isMissingNode())
            .as(expected.getKey() + " is absent, in " + event)
            .isTrue();
      } else {
        // Numbers by value: YAML reads 5 as an int where JSON has a long.
        assertThat(actual.isNumber() ? JSON.readTree(actual.toString()) : actual)
            .as(expected.getKey() + " in " + event)
            .isEqualTo(JSON.readTree(JSON.writeValueAsString(expected.getValue())));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("goodCases")
  void isRecognisedWithoutHint(Case c) throws Exception {
    if (c.node().path("ambiguous").asBoolean()) {
      return;
    }
    JsonNode event = normalized(c, c.line(), null);
    assertThat(at(event, "event.dataset").asText())
        .isEqualTo(c.node().path("dataset").asText(c.format().name()));
  }

  @ParameterizedTest
  @MethodSource("goodCases")
  void keepsTheWholeLine(Case c) throws Exception {
    JsonNode event = normalized(c, c.line(), c.format().name());
    String whole = at(event, "event.original").asText(at(event, "message").asText());
    assertThat(whole).isEqualTo(c.line().stripTrailing());
  }

  @ParameterizedTest
  @MethodSource("goodCases")
  void neverThrowsAnythingButAParseExceptionOnACutOrDamagedLine(Case c) {
    String line = c.line();
    SplittableRandom random = new SplittableRandom(line.hashCode());
    int step = Math.max(1, line.length() / 200);
    for (int length = 0; length < line.length(); length += step) {
      parses(c, line.substring(0, length));
    }
    for (int i = 0; i < 100; i++) {
      StringBuilder damaged = new StringBuilder(line);
      for (int changes = random.nextInt(1, 4); changes > 0 && damaged.length() > 0; changes--) {
        int at = random.nextInt(damaged.length());
        switch (random.nextInt(3)) {
          case 0 -> damaged.deleteCharAt(at);
          case 1 -> damaged.insert(at, HOSTILE.charAt(random.nextInt(HOSTILE.length())));
          default -> damaged.setCharAt(at, (char) random.nextInt(32, 300));
        }
      }
      parses(c, damaged.toString());
    }
  }

  private static void parses(Case c, String line) {
    assertThatCode(
            () -> {
              try {
                normalized(c, line, c.format().name());
              } catch (ParseException e) {
                assertThat(e.getMessage()).isNotBlank();
              }
            })
        .as(line)
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refusesWhatItMustRefuse(Case c) throws Exception {
    if (!c.isRejected()) {
      return;
    }
    try {
      JsonNode event = normalized(c, c.line(), c.format().name());
      throw new AssertionError("was taken as " + event);
    } catch (ParseException e) {
      assertThat(e).hasMessageContaining(c.node().get("rejected").asText());
    }
  }
}
