package io.logstream.functions.parse;

import io.logstream.functions.event.Event;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** All formats on the class path. */
public final class Formats {

  private static final Formats ALL =
      new Formats(ServiceLoader.load(Format.class, Formats.class.getClassLoader()));

  private final Map<String, Format> byName = new TreeMap<>();
  private final List<Format> list;

  private Formats(Iterable<Format> formats) {
    for (Format format : formats) {
      Format other = byName.put(format.name(), format);
      if (other != null) {
        throw new IllegalStateException(
            "two formats are named "
                + format.name()
                + ": "
                + other.getClass()
                + " and "
                + format.getClass());
      }
    }
    list = byName.values().stream().sorted(Comparator.comparing(Format::name)).toList();
  }

  /** All formats. */
  public static Formats all() {
    return ALL;
  }

  /** In the order of their names. */
  public List<Format> list() {
    return list;
  }

  /** The format of that name. */
  public Optional<Format> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The format that a line fits best, the first by name among equals; null where it fits none. */
  public Format recognise(String line, Event outer, StreamHeader header) {
    Format best = null;
    int most = Format.NONE;
    for (int i = 0; i < list.size(); i++) {
      Format format = list.get(i);
      int fit = format.fit(line, outer, header);
      if (fit > most) {
        best = format;
        most = fit;
      }
    }
    return best;
  }
}
