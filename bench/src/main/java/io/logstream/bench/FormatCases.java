package io.logstream.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.logstream.local.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The lines of the formats' own cases, those that the contract test reads. */
final class FormatCases {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private FormatCases() {}

  private static Path folder() {
    return Home.folder().resolve("functions/src/test/resources/formats");
  }

  /** The formats that have cases. */
  static List<String> formats() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .map(name -> name.substring(0, name.length() - ".yaml".length()))
          .sorted()
          .toList();
    }
  }

  /** A format's lines, those left out that it must refuse. */
  static List<String> of(String format) throws IOException {
    List<String> lines = new ArrayList<>();
    for (JsonNode each : YAML.readTree(folder().resolve(format + ".yaml").toFile())) {
      if (!each.has("rejected")) {
        lines.add(each.get("line").asText());
      }
    }
    return lines;
  }
}
