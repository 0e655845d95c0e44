package io.logstream.functions.parse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Recognition without a hint, over the cases of all formats. */
class RecognitionTest {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** Formats whose header lines change, by design, how the lines behind them are read. */
  private static final Set<String> WITH_HEADERS =
      Set.of("csv", "iis", "netflow", "vpcflow", "zeek");

  private record Line(String format, String dataset, String text, ParseContext context) {}

  private static List<Line> lines() throws IOException {
    List<Line> lines = new ArrayList<>();
    for (Format format : Formats.all().list()) {
      try (InputStream in =
          RecognitionTest.class.getResourceAsStream("/formats/" + format.name() + ".yaml")) {
        for (JsonNode node : YAML.readTree(in)) {
          if (!node.has("rejected")) {
            Instant received = Instant.parse(node.path("received").asText("2024-03-01T00:00:00Z"));
            lines.add(
                new Line(
                    format.name(),
                    node.path("dataset").asText(format.name()),
                    node.get("line").asText(),
                    new ParseContext(
                        received.getEpochSecond() * 1_000_000_000L,
                        ZoneId.of(node.path("zone").asText("UTC")))));
          }
        }
      }
    }
    return lines;
  }

  /** Lines of comma-separated values look like nothing in particular: they need a hint. */
  private static boolean canBeRecognised(Line line) {
    return !line.format().equals("csv");
  }

  private static String dataset(LineParser parser, Line line, String stream) {
    Event event = new Event();
    try {
      parser.parse(line.text(), null, line.context(), event, stream);
      return event.textOrNull(EcsField.EVENT_DATASET);
    } catch (ParseException e) {
      return "refused: " + e.getMessage();
    }
  }

  @Test
  void findsTheFormatOfAtLeast99OfAHundredLines() throws IOException {
    List<Line> lines = lines().stream().filter(RecognitionTest::canBeRecognised).toList();
    List<String> missed = new ArrayList<>();
    for (Line line : lines) {
      String found = dataset(new LineParser(Formats.all()), line, "");
      if (!found.equals(line.dataset())) {
        missed.add(line.dataset() + " taken for " + found + ": " + line.text());
      }
    }
    assertThat((double) missed.size() / lines.size())
        .as(missed.size() + " of " + lines.size() + ": " + String.join("\n", missed))
        .isLessThanOrEqualTo(0.01);
  }

  @Test
  void whatAStreamWasBeforeNeverChangesTheAnswer() throws IOException {
    List<Line> lines =
        lines().stream().filter(line -> !WITH_HEADERS.contains(line.format())).toList();
    LineParser mixed = new LineParser(Formats.all());
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 5_000; i++) {
      Line line = lines.get(random.nextInt(lines.size()));
      assertThat(dataset(mixed, line, "one stream"))
          .as(line.text())
          .isEqualTo(dataset(new LineParser(Formats.all()), line, ""));
    }
  }

  @Test
  void onlyFormatsThatSaySoOutrankMarks() throws IOException {
    Event outer = new Event();
    for (Line line : lines()) {
      for (Format format : Formats.all().list()) {
        if (format.fit(line.text(), outer) > Format.MARK) {
          assertThat(format.outranksMarks()).as(format.name() + " " + line.text()).isTrue();
        }
      }
    }
  }

  @Test
  void asksOnlyFormatsThatMayStartSo() {
    for (Format format : Formats.all().list()) {
      assertThat(format.firstCharacters().isEmpty() || format.programs().isEmpty())
          .as(format.name() + " is asked by its program or by its first character, not both")
          .isTrue();
    }
  }
}
