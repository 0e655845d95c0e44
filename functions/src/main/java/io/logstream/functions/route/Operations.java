package io.logstream.functions.route;

/** Names of operations: paths without what differs from request to request. */
public final class Operations {

  private static final String ID = "{id}";
  private static final int LONGEST = 120;

  private Operations() {}

  /**
   * The path with each segment that is an identifier replaced by <code>{id}</code>: a segment with
   * a digit in it, unless it is a version such as {@code v2}.
   */
  public static String withoutIds(String path) {
    StringBuilder out = new StringBuilder(Math.min(path.length(), LONGEST));
    int start = 0;
    while (start < path.length() && out.length() < LONGEST) {
      int end = path.indexOf('/', start);
      if (end < 0) {
        end = path.length();
      }
      if (isId(path, start, end)) {
        out.append(ID);
      } else {
        out.append(path, start, Math.min(end, start + LONGEST));
      }
      if (end < path.length()) {
        out.append('/');
      }
      start = end + 1;
    }
    return out.toString();
  }

  private static boolean isId(String path, int start, int end) {
    boolean version = end - start <= 3 && end - start >= 2 && (path.charAt(start) | 0x20) == 'v';
    if (version) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (path.charAt(i) >= '0' && path.charAt(i) <= '9') {
        return true;
      }
    }
    return false;
  }
}
