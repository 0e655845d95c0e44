package io.logstream.cep.stream;

import io.logstream.cep.pattern.IncidentPattern;
import io.logstream.cep.pattern.PatternException;
import io.logstream.cep.pattern.PatternReader;
import io.logstream.functions.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The patterns that come with LogStream: the files of {@code patterns/}, named by its index. */
public final class ShippedPatterns {

  private static final List<Definition> ALL = load();

  private ShippedPatterns() {}

  /** All, in the order of their ids. */
  public static List<Definition> all() {
    return ALL;
  }

  private static List<Definition> load() {
    List<Definition> all = new ArrayList<>();
    for (String id : text("index.txt").lines().toList()) {
      String file = id + ".yaml";
      String text = text(file);
      try {
        IncidentPattern pattern = PatternReader.read("patterns/" + file, text);
        all.add(Definition.of(pattern, text));
      } catch (PatternException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }
    return List.copyOf(all);
  }

  private static String text(String file) {
    try (InputStream in = Resources.open(ShippedPatterns.class, "/patterns/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("patterns/" + file, e);
    }
  }
}
