package io.logstream.functions.parse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logstream.functions.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** All formats on the class path. */
public final class Formats {

  private static final int OTHERS = 128;
  private static final Format[] NO_FORMATS = {};

  private static final Formats ALL =
      new Formats(ServiceLoader.load(Format.class, Formats.class.getClassLoader()));

  private final Map<String, Format> byName = new TreeMap<>();
  private final List<Format> list;
  private final Format[][] byFirstCharacter;
  private final Map<String, Format[]> byProgram;
  private final Format[] splitting;
  private final byte[][] splitPrefixes;
  private final Format[] outranking;

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
    list = List.copyOf(byName.values());
    byFirstCharacter = byFirstCharacter(list);
    byProgram = byProgram(list);
    outranking = list.stream().filter(Format::outranksMarks).toArray(Format[]::new);
    splitting =
        list.stream().filter(format -> !format.splitPrefix().isEmpty()).toArray(Format[]::new);
    splitPrefixes =
        Arrays.stream(splitting)
            .map(format -> format.splitPrefix().getBytes(US_ASCII))
            .toArray(byte[][]::new);
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

  /**
   * The format that a line fits best, the first by name among equals; null where it fits none.
   *
   * <p>Asks those formats alone that may start with the line's first character, and those of the
   * program that wrote it.
   */
  public Format recognise(String line, Event outer, StreamHeader header) {
    Format best = null;
    int most = Format.NONE;
    String program = Programs.of(outer);
    if (program != null) {
      for (Format format : byProgram.getOrDefault(program, NO_FORMATS)) {
        int fit = format.fit(line, outer, header);
        if (fit > most) {
          best = format;
          most = fit;
        }
      }
    }
    for (Format format : byFirstCharacter[slot(line)]) {
      int fit = format.fit(line, outer, header);
      if (fit > most) {
        best = format;
        most = fit;
      }
    }
    return best;
  }

  /**
   * A line that holds several records as lines of one each, if its format has such lines; else the
   * line itself.
   */
  public List<String> split(String line) throws ParseException {
    for (Format format : splitting) {
      if (line.startsWith(format.splitPrefix())) {
        return format.split(line);
      }
    }
    return List.of(line);
  }

  /** Whether a line may hold several records, by its first bytes. */
  public boolean maySplit(byte[] line) {
    for (byte[] prefix : splitPrefixes) {
      if (line.length >= prefix.length
          && Arrays.equals(line, 0, prefix.length, prefix, 0, prefix.length)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether this format's mark decides: it bears one, and no format that outranks marks is better.
   */
  boolean isMarked(Format format, String line, Event outer, StreamHeader header) {
    int fit = format.fit(line, outer, header);
    if (fit < Format.MARK) {
      return false;
    }
    for (Format other : outranking) {
      if (other != format && other.fit(line, outer, header) > fit) {
        return false;
      }
    }
    return true;
  }

  /** Whether a wrapping is around the line, whatever of this format is within it. */
  boolean isWrapped(Format format, String line, Event outer, StreamHeader header) {
    int fit = format.fit(line, outer, header);
    for (Format other : outranking) {
      if (other != format && other.wraps() && other.fit(line, outer, header) > fit) {
        return true;
      }
    }
    return false;
  }

  /** The first character's place in the table; all that are not ASCII share the last one. */
  private static int slot(String line) {
    int i = 0;
    while (i < line.length() && line.charAt(i) == ' ') {
      i++;
    }
    return i < line.length() ? Math.min(line.charAt(i), OTHERS) : OTHERS;
  }

  private static Format[][] byFirstCharacter(List<Format> formats) {
    Format[][] table = new Format[OTHERS + 1][];
    for (int slot = 0; slot <= OTHERS; slot++) {
      char c = (char) slot;
      table[slot] =
          formats.stream()
              .filter(format -> format.programs().isEmpty())
              .filter(
                  format ->
                      format.firstCharacters().isEmpty()
                          || format.firstCharacters().indexOf(c) >= 0)
              .toArray(Format[]::new);
    }
    return table;
  }

  private static Map<String, Format[]> byProgram(List<Format> formats) {
    Map<String, List<Format>> lists = new HashMap<>();
    for (Format format : formats) {
      for (String program : format.programs()) {
        lists.computeIfAbsent(program, key -> new ArrayList<>()).add(format);
      }
    }
    Map<String, Format[]> arrays = new HashMap<>();
    lists.forEach((program, list) -> arrays.put(program, list.toArray(Format[]::new)));
    return arrays;
  }
}
