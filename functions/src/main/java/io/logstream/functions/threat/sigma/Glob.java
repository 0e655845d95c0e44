package io.logstream.functions.threat.sigma;

/**
 * A text with Sigma's wildcards: {@code *} for any characters, none too, and {@code ?} for one; a
 * backslash before either of them or before itself takes its meaning away, before others it is a
 * backslash. Takes at most text × pattern steps, whatever the pattern.
 */
final class Glob {

  private static final char ANY = '\uE000';
  private static final char ONE = '\uE001';

  /** Wildcards stand in it as characters of the private use area. */
  private final String pattern;

  private Glob(String pattern) {
    this.pattern = pattern;
  }

  /** The pattern of a text, anchored at both ends. */
  static Glob of(String text) {
    StringBuilder pattern = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isEscape =
          c == '\\' && i + 1 < text.length() && "*?\\".indexOf(text.charAt(i + 1)) >= 0;
      if (isEscape) {
        pattern.append(text.charAt(++i));
      } else {
        pattern.append(c == '*' ? ANY : c == '?' ? ONE : c);
      }
    }
    return new Glob(pattern.toString());
  }

  /** The same with anything before. */
  Glob open() {
    return new Glob(ANY + pattern);
  }

  /** The same with anything behind. */
  Glob openEnded() {
    return new Glob(pattern + ANY);
  }

  boolean matches(String text, boolean isCased) {
    int t = 0;
    int p = 0;
    int lastAny = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == ANY) {
        lastAny = p++;
        resume = t;
      } else if (p < pattern.length() && isOne(pattern.charAt(p), text.charAt(t), isCased)) {
        p++;
        t++;
      } else if (lastAny >= 0) {
        // The last wildcard takes one more character: earlier ones never need to.
        p = lastAny + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == ANY) {
      p++;
    }
    return p == pattern.length();
  }

  private static boolean isOne(char wanted, char found, boolean isCased) {
    return wanted == ONE
        || wanted == found
        || !isCased && Character.toLowerCase(wanted) == Character.toLowerCase(found);
  }
}
