package io.logstream.functions.parse;

/** Takes the colours out of text that was meant for a terminal. */
final class Ansi {

  private static final char ESCAPE = '\u001b';

  private Ansi() {}

  /** The text without control sequences of ECMA-48: escape, bracket, parameters, a letter. */
  static String strip(String text) {
    int escape = text.indexOf(ESCAPE);
    if (escape < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    int from = 0;
    while (escape >= 0) {
      plain.append(text, from, escape);
      int i = escape + 1;
      if (i < text.length() && text.charAt(i) == '[') {
        i++;
        while (i < text.length() && (text.charAt(i) < '@' || text.charAt(i) > '~')) {
          i++;
        }
        i = Math.min(i + 1, text.length());
      }
      from = i;
      escape = text.indexOf(ESCAPE, from);
    }
    return plain.append(text, from, text.length()).toString();
  }
}
