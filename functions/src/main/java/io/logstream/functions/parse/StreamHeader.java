package io.logstream.functions.parse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the header lines of a stream said of the lines that follow them: the names of the columns,
 * and properties such as the separator. {@link LineParser} keeps one a stream and hands it to the
 * formats; a format that has no headers ignores it.
 *
 * <p>In Kafka a line may come without the header of its file, so that a format uses a header where
 * one was seen and the line has its shape, and else goes by the shape alone.
 */
public final class StreamHeader {

  /** More columns than any log has; a hostile header must not take memory without end. */
  private static final int MOST_COLUMNS = 1024;

  private String format = "";
  private List<String> columns = List.of();
  private final Map<String, String> properties = new HashMap<>();

  /** Forgets what another format said, so that what follows is said by this one. */
  public StreamHeader by(String formatName) {
    if (!format.equals(formatName)) {
      format = formatName;
      columns = List.of();
      properties.clear();
    }
    return this;
  }

  /** The names of the columns that this format stated; empty where it stated none. */
  public List<String> columns(String formatName) {
    return format.equals(formatName) ? columns : List.of();
  }

  /** States the names of the columns; what is beyond a thousand is left out. */
  public void setColumns(String formatName, List<String> names) {
    by(formatName);
    columns = List.copyOf(names.subList(0, Math.min(names.size(), MOST_COLUMNS)));
  }

  /** A property that this format stated, or the given default. */
  public String property(String formatName, String key, String otherwise) {
    return format.equals(formatName) ? properties.getOrDefault(key, otherwise) : otherwise;
  }

  /** States a property. */
  public void setProperty(String formatName, String key, String value) {
    by(formatName);
    if (properties.size() < MOST_COLUMNS) {
      properties.put(key, value);
    }
  }
}
