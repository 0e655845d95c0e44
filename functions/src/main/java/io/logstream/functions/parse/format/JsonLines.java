package io.logstream.functions.parse.format;

/** Cheap looks at a line that may be a JSON object, without parsing it. */
final class JsonLines {

  /** Members that tell a format stand within so many characters. */
  private static final int LOOKED_AT = 2048;

  private JsonLines() {}

  static boolean isObject(String line) {
    return line.length() > 2 && line.charAt(0) == '{' && line.charAt(line.length() - 1) == '}';
  }

  /** Whether a member of this name stands near the start, at whatever depth. */
  static boolean hasMember(String line, String name) {
    return hasMember(line, name, LOOKED_AT);
  }

  static boolean hasMember(String line, String name, int limit) {
    int at = line.indexOf(name);
    while (at > 0 && at < limit) {
      int end = at + name.length();
      if (line.charAt(at - 1) == '"' && end < line.length() && line.charAt(end) == '"') {
        int next = end + 1;
        while (next < line.length() && line.charAt(next) == ' ') {
          next++;
        }
        if (next < line.length() && line.charAt(next) == ':') {
          return true;
        }
      }
      at = line.indexOf(name, end);
    }
    return false;
  }

  /** Whether the first member has this name. */
  static boolean startsWithMember(String line, String name) {
    int i = 1;
    while (i < line.length() && line.charAt(i) == ' ') {
      i++;
    }
    int end = i + 1 + name.length();
    return i < line.length()
        && line.charAt(i) == '"'
        && line.startsWith(name, i + 1)
        && end < line.length()
        && line.charAt(end) == '"';
  }
}
