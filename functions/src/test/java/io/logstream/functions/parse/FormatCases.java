package io.logstream.functions.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The cases of the formats as {@code formats/NAME.yaml} has them. */
final class FormatCases {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private FormatCases() {}

  /** The cases of a format, in their order. */
  static List<JsonNode> of(String format) {
    try (InputStream in = FormatCases.class.getResourceAsStream("/formats/" + format + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("no cases of " + format);
      }
      List<JsonNode> cases = new ArrayList<>();
      YAML.readTree(in).forEach(cases::add);
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException("cases of " + format, e);
    }
  }
}
