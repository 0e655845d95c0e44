package io.logstream.functions.parse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.logstream.functions.event.EcsField;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The table of formats in {@code docs/normalization.md} says what the cases show: a row a format,
 * its cases, and the fields of the schema that they check. With {@code
 * -Dlogstream.docs.update=true} the test writes those cells and keeps the others of the row.
 */
class NormalizationPageTest {

  private static final Path PAGE = Path.of("../docs/normalization.md");
  private static final String ROW = "| `";

  /** Under the headings of the table. */
  private static final String RULER = "| --- | --- | --- | --- | --- | --- |";

  /** The cells of a format that the cases decide. */
  private static String cells(Format format) {
    List<JsonNode> cases = FormatCases.of(format.name());
    Set<String> fields = new TreeSet<>();
    int refused = 0;
    for (JsonNode node : cases) {
      refused += node.has("rejected") ? 1 : 0;
      for (Map.Entry<String, JsonNode> expected : node.path("expect").properties()) {
        if (!expected.getValue().isNull() && EcsField.ofPath(expected.getKey()).isPresent()) {
          fields.add(expected.getKey());
        }
      }
    }
    return "| `%s` | %d | %d | %d |"
        .formatted(format.name(), cases.size() - refused, refused, fields.size());
  }

  private static String name(String row) {
    return row.substring(ROW.length(), row.indexOf('`', ROW.length()));
  }

  /** The cells behind the first four. */
  private static String others(String row) {
    int at = 0;
    for (int cell = 0; cell < 5; cell++) {
      at = row.indexOf('|', at) + 1;
    }
    return row.substring(at);
  }

  @Test
  void saysOfEachFormatWhatItsCasesShow() throws IOException {
    List<String> lines = Files.readAllLines(PAGE, StandardCharsets.UTF_8);
    Map<String, String> rows = new TreeMap<>();
    int first = -1;
    List<String> page = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(ROW)) {
        first = first < 0 ? page.size() : first;
        rows.put(name(line), line);
      } else {
        page.add(line);
      }
    }
    List<String> expected = new ArrayList<>();
    for (Format format : Formats.all().list()) {
      String row = rows.get(format.name());
      expected.add(cells(format) + (row == null ? " — | — |" : others(row)));
    }
    if (Boolean.getBoolean("logstream.docs.update")) {
      page.addAll(first < 0 ? page.indexOf(RULER) + 1 : first, expected);
      Files.write(PAGE, page, StandardCharsets.UTF_8);
      return;
    }
    assertThat(new ArrayList<>(rows.values()))
        .as("the table of %s; -Dlogstream.docs.update=true writes it", PAGE)
        .containsExactlyElementsOf(expected);
  }
}
