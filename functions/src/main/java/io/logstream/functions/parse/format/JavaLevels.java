package io.logstream.functions.parse.format;

/** The levels of Java's loggers, upper case, as words in a line. */
final class JavaLevels {

  private JavaLevels() {}

  /** The level that stands here as a whole word; null where none does. */
  static String at(String line, int at) {
    if (at >= line.length()) {
      return null;
    }
    String level =
        switch (line.charAt(at)) {
          case 'I' -> word(line, at, "INFO");
          case 'E' -> word(line, at, "ERROR");
          case 'W' -> {
            String warning = word(line, at, "WARNING");
            yield warning != null ? warning : word(line, at, "WARN");
          }
          case 'D' -> word(line, at, "DEBUG");
          case 'T' -> word(line, at, "TRACE");
          case 'F' -> fine(line, at);
          case 'S' -> word(line, at, "SEVERE");
          case 'C' -> {
            String config = word(line, at, "CONFIG");
            yield config != null ? config : word(line, at, "CRITICAL");
          }
          default -> null;
        };
    return level;
  }

  private static String fine(String line, int at) {
    for (String level : new String[] {"FATAL", "FINEST", "FINER", "FINE"}) {
      if (word(line, at, level) != null) {
        return level;
      }
    }
    return null;
  }

  private static String word(String line, int at, String level) {
    int end = at + level.length();
    return line.startsWith(level, at)
            && (end == line.length() || " ]|:\t,)\n".indexOf(line.charAt(end)) >= 0)
        ? level
        : null;
  }

  /** Where the first level stands as a word between two places; -1 where none does. */
  static int within(String line, int from, int to) {
    int end = Math.min(line.length(), to);
    for (int i = from; i < end; i++) {
      char c = line.charAt(i);
      if (c < 'C' || c > 'W') {
        continue;
      }
      char before = i == 0 ? ' ' : line.charAt(i - 1);
      boolean starts = before == ' ' || before == '[' || before == '|' || before == '\t';
      if (starts && at(line, i) != null) {
        return i;
      }
    }
    return -1;
  }
}
