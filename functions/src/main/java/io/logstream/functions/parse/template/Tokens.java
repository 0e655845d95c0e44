package io.logstream.functions.parse.template;

import java.util.Arrays;
import java.util.Set;

/**
 * A message as words with what stands between them, the words that are variable by their looks
 * marked. One left-to-right scan, reused from message to message.
 *
 * <p>Variable by looks are: words with a digit, but for names such as {@code IPv6} and {@code
 * sha256}; long hexadecimal words; texts in quotes, unless a colon follows as behind a JSON key;
 * the value of {@code key=value}; URLs and addresses of mail. Variable words next to each other
 * with only blanks and commas between become one, so that {@code [1, 2]} and {@code [1, 2, 3]} are
 * alike.
 */
final class Tokens {

  /** What stands for a variable part in a template's text. */
  static final String VARIABLE = "<*>";

  /** Beyond this many characters or words a message tells no more about what printed it. */
  private static final int LONGEST = 2048;

  static final int MOST = 160;

  /** Elements of lists have at most so many words. */
  private static final int LONGEST_PERIOD = 16;

  private static final int SHORTEST_HEX = 8;
  private static final Set<String> NAMES_WITH_DIGITS =
      Set.of(
          "ipv4",
          "ipv6",
          "utf8",
          "utf-8",
          "utf16",
          "utf-16",
          "sha1",
          "sha256",
          "sha-256",
          "sha512",
          "sha384",
          "md5",
          "http2",
          "http1",
          "log4j",
          "log4j2",
          "x509",
          "base64",
          "k8s",
          "oauth2",
          "s3",
          "ec2",
          "h2",
          "h2c",
          "v1",
          "v2",
          "v3",
          "v4",
          "tls1",
          "tlsv1",
          "sslv3",
          "i18n",
          "l10n",
          "p99",
          "p95",
          "p50",
          "oauth2.0",
          "http/1.1",
          "2xx",
          "3xx",
          "4xx",
          "5xx");

  private String text = "";
  private int count;
  private final int[] glue = new int[MOST];
  private final int[] start = new int[MOST];
  private final int[] end = new int[MOST];
  private final boolean[] variable = new boolean[MOST];
  private final int[] hash = new int[MOST];
  private int tail;
  private int length;
  private final StringBuilder masked = new StringBuilder(256);

  /** Takes a message apart; only its first line counts. */
  void read(String message) {
    // Cut, not only looked at so far: the search for a closing quote must not read a megabyte.
    text = message.length() > LONGEST ? message.substring(0, LONGEST) : message;
    count = 0;
    int newline = text.indexOf('\n');
    length = newline < 0 ? text.length() : newline;
    int i = 0;
    int glueStart = 0;
    while (i < length && count < MOST) {
      char c = text.charAt(i);
      if (c == '"' || c == '\'') {
        int close = quoteEnd(i, c);
        if (close > i + 1) {
          boolean isKey = close + 1 < length && text.charAt(close + 1) == ':';
          add(glueStart, i + 1, close, !isKey);
          glueStart = close;
          i = close + 1;
          continue;
        }
      }
      if (c == '[') {
        int close = listEnd(i);
        if (close > 0) {
          add(glueStart, i + 1, close, true);
          glueStart = close;
          i = close + 1;
          continue;
        }
      }
      if (text.startsWith(VARIABLE, i)) {
        add(glueStart, i, i + VARIABLE.length(), true);
        i += VARIABLE.length();
        glueStart = i;
        continue;
      }
      if (!isWord(c)) {
        i++;
        continue;
      }
      int wordEnd = wordEnd(i);
      boolean isValue = i > 1 && text.charAt(i - 1) == '=' && isWord(text.charAt(i - 2));
      if (isValue) {
        wordEnd = valueEnd(i, wordEnd);
      }
      add(glueStart, i, wordEnd, isValue || looksVariable(i, wordEnd));
      i = wordEnd;
      glueStart = i;
    }
    tail = count < MOST ? glueStart : length;
  }

  /**
   * The end of a list of words that is a value: {@code stops=[oslo, bergen]}; -1 where the bracket
   * opens something else.
   */
  private int listEnd(int open) {
    int before = open - 1;
    while (before >= 0 && text.charAt(before) == ' ') {
      before--;
    }
    if (before < 0 || text.charAt(before) != '=' && text.charAt(before) != ':') {
      return -1;
    }
    boolean hasComma = false;
    for (int i = open + 1; i < length; i++) {
      char c = text.charAt(i);
      if (c == ']') {
        return hasComma ? i : -1;
      }
      hasComma |= c == ',';
      if (!isWord(c) && !joins(c) && c != ',' && c != ' ' && c != '"' && c != '\'') {
        return -1;
      }
    }
    return -1;
  }

  /** The closing quote of a text in quotes that opens at {@code i}; -1 where it is no such text. */
  private int quoteEnd(int i, char quote) {
    if (i > 0 && isWord(text.charAt(i - 1))) {
      return -1;
    }
    int close = text.indexOf(quote, i + 1);
    while (close > 0 && close < length && text.charAt(close - 1) == '\\') {
      close = text.indexOf(quote, close + 1);
    }
    if (close < 0 || close >= length) {
      return -1;
    }
    return close + 1 < length && isWord(text.charAt(close + 1)) ? -1 : close;
  }

  private static boolean isWord(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c >= 0x80 && Character.isLetterOrDigit(c);
  }

  /** Characters that hold a word together between two word characters. */
  private static boolean joins(char c) {
    return c == '.' || c == '-' || c == '@' || c == '$' || c == '+' || c == '%' || c == '~';
  }

  private int wordEnd(int from) {
    int i = from;
    boolean hasDigit = false;
    while (i < length) {
      char c = text.charAt(i);
      if (isWord(c)) {
        hasDigit |= c >= '0' && c <= '9';
        i++;
      } else if (i + 1 < length
          && (isWord(text.charAt(i + 1)) && (joins(c) || hasDigit && c == ':')
              || c == ':'
                  && text.startsWith("::", i)
                  && hasDigit
                  && i + 2 < length
                  && isWord(text.charAt(i + 2)))) {
        i++;
      } else if (text.startsWith("://", i)) {
        return valueEnd(i, length);
      } else {
        return i;
      }
    }
    return i;
  }

  /** A value goes on over slashes and colons, up to a blank or what closes or separates. */
  private int valueEnd(int from, int atLeast) {
    int i = Math.min(from, atLeast);
    while (i < length && " \t,;|\"')]}>".indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  private boolean looksVariable(int from, int to) {
    boolean digit = false;
    boolean hex = true;
    boolean at = false;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      digit |= c >= '0' && c <= '9';
      hex &= Character.digit(c, 16) >= 0;
      at |= c == '@';
      if (c == ':' && i + 2 < to && text.charAt(i + 1) == '/') {
        return true;
      }
    }
    if (digit) {
      return to - from > 9 || !NAMES_WITH_DIGITS.contains(lower(from, to));
    }
    return at || hex && to - from >= SHORTEST_HEX;
  }

  private String lower(int from, int to) {
    return text.substring(from, to).toLowerCase(java.util.Locale.ROOT);
  }

  private void add(int glueStart, int from, int to, boolean isVariable) {
    if (isVariable && count > 0 && variable[count - 1] && isList(end[count - 1], from)) {
      end[count - 1] = to;
      return;
    }
    glue[count] = glueStart;
    start[count] = from;
    end[count] = to;
    variable[count] = isVariable;
    hash[count] = hash(glueStart, from, to, isVariable);
    count++;
    foldRepetition();
  }

  /** A number that is the same for words whose masked texts are. */
  private int hash(int glueStart, int from, int to, boolean isVariable) {
    int value = isVariable ? 1 : 0;
    int end = isVariable ? from : to;
    for (int i = glueStart; i < end; i++) {
      value = value * 31 + text.charAt(i);
    }
    return value;
  }

  /**
   * Leaves out the last words where they repeat those before them, as the elements of a list of
   * objects do, so that lists of two and of ten are alike. At least one of them is variable.
   */
  private void foldRepetition() {
    for (int period = 2; period <= LONGEST_PERIOD && 2 * period <= count; period++) {
      if (hash[count - 1] == hash[count - 1 - period] && isRepetition(period)) {
        count -= period;
        return;
      }
    }
  }

  private boolean isRepetition(int period) {
    boolean hasVariable = false;
    for (int i = 1; i <= period; i++) {
      if (hash[count - i] != hash[count - i - period]) {
        return false;
      }
      hasVariable |= variable[count - i];
    }
    return hasVariable;
  }

  private boolean isList(int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c != ' ' && c != ',') {
        return false;
      }
    }
    return true;
  }

  int count() {
    return count;
  }

  boolean isVariable(int i) {
    return variable[i];
  }

  /** The word at a place, as it stands in the message. */
  String value(int i) {
    return text.substring(start[i], end[i]);
  }

  /** The word with what stands before it, {@value #VARIABLE} for one that is variable. */
  String masked(int i) {
    masked.setLength(0);
    appendMasked(i);
    return masked.toString();
  }

  /** What stands between the last word and the end. */
  String tail() {
    masked.setLength(0);
    appendGlue(tail, length);
    return masked.toString();
  }

  /** The whole message, its variable words masked and each run of blanks made one. */
  String masked() {
    masked.setLength(0);
    for (int i = 0; i < count; i++) {
      appendMasked(i);
    }
    appendGlue(tail, length);
    return masked.toString();
  }

  private void appendMasked(int i) {
    appendGlue(glue[i], start[i]);
    if (variable[i]) {
      masked.append(VARIABLE);
    } else {
      masked.append(text, start[i], end[i]);
    }
  }

  private void appendGlue(int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\t') {
        if (i == from || text.charAt(i - 1) != ' ' && text.charAt(i - 1) != '\t') {
          masked.append(' ');
        }
      } else {
        masked.append(c);
      }
    }
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(variable, count)) + ' ' + masked();
  }
}
