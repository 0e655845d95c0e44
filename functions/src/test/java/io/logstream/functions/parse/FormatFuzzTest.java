package io.logstream.functions.parse;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.EventJson;
import io.logstream.functions.normalize.LineNormalizer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Whatever bytes come, every parser gives an event or refuses the line with a {@link
 * ParseException}; nothing else is thrown, and what it gives can be written as JSON.
 *
 * <p>In the ordinary build it runs over the inputs beside it only. With {@code ./mvnw -pl functions
 * -Pfuzz test} it looks for new ones, for as long as {@code maxDuration} says. Each input picks a
 * format and one of its cases, keeps a part of that and goes on with bytes of its own, so that the
 * search starts where a parser already is.
 */
class FormatFuzzTest {

  private static final List<Format> FORMATS = Formats.all().list();
  private static final List<List<String>> LINES = lines();
  private static final ParseContext CONTEXT =
      new ParseContext(1_709_208_000_000_000_000L, ZoneOffset.UTC);

  private static List<List<String>> lines() {
    List<List<String>> all = new ArrayList<>();
    for (Format format : FORMATS) {
      List<String> lines = new ArrayList<>();
      for (JsonNode node : FormatCases.of(format.name())) {
        node.path("before").forEach(line -> lines.add(line.asText()));
        lines.add(node.get("line").asText());
      }
      all.add(lines);
    }
    return all;
  }

  @FuzzTest(maxDuration = "20m")
  void everyParserAnswersOrRefuses(FuzzedDataProvider data) {
    int format = data.consumeInt(0, FORMATS.size() - 1);
    List<String> lines = LINES.get(format);
    String line = lines.get(data.consumeInt(0, lines.size() - 1));
    int from = data.consumeInt(0, line.length());
    int to = data.consumeInt(from, line.length());
    String hint = data.consumeBoolean() ? FORMATS.get(format).name() : null;
    boolean headerFirst = data.consumeBoolean();
    String fuzzed = line.substring(0, from) + data.consumeString(4096) + line.substring(to);

    LineNormalizer normalizer = new LineNormalizer(Formats.all());
    if (headerFirst) {
      normalize(normalizer, lines.get(0), hint);
    }
    normalize(normalizer, fuzzed, hint);
    // A line that was refused leaves nothing behind that the next one could stumble over.
    normalize(normalizer, line, hint);
  }

  private static void normalize(LineNormalizer normalizer, String line, String hint) {
    Event event = new Event();
    try {
      normalizer.normalize(line.getBytes(StandardCharsets.UTF_8), hint, CONTEXT, event);
    } catch (ParseException e) {
      return;
    }
    new EventJson().write(event);
  }
}
