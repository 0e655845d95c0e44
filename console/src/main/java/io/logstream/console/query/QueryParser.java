package io.logstream.console.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the query language.
 *
 * <pre>
 * query   := or
 * or      := and ("OR" and)*
 * and     := not (["AND"] not)*
 * not     := ("NOT" | "-" | "!") not | primary
 * primary := "(" or ")" | FIELD ":" value | word | "\"" words "\""
 * value   := word | "\"" words "\"" | "*" | (">" | ">=" | "<" | "<=") word
 *          | ("[" | "{") bound "TO" bound ("]" | "}") | "(" values ")"
 * bound   := "*" | word | "\"" words "\""
 * </pre>
 *
 * <p>Words stand next to each other for <em>and</em>. {@code *} and {@code ?} in a word are
 * wildcards. A backslash takes the character behind it for what it is. Addresses may be networks:
 * {@code source.ip:10.0.0.0/8}.
 */
public final class QueryParser {

  /** A longer query is a mistake, or an attack. */
  public static final int LONGEST = 8_192;

  private static final int DEEPEST = 64;
  private static final String ENDS_WORD = " \t\r\n()[]{}\":";
  private static final String ENDS_VALUE = " \t\r\n()[]{}\"";
  private static final String ESCAPED = " \t\r\n()[]{}\":\\*?!<>=-";

  private final String text;
  private int at;
  private int depth;

  private QueryParser(String text) {
    this.text = text;
  }

  /** Reads a query; nothing but blanks, or a star, is everything. */
  public static Query parse(String text) throws QueryException {
    if (text.length() > LONGEST) {
      throw new QueryException(
          "expected at most %d characters, found %d".formatted(LONGEST, text.length()), LONGEST);
    }
    QueryParser parser = new QueryParser(text);
    parser.blanks();
    if (parser.atEnd()) {
      return new Query.All();
    }
    Query query = parser.or();
    if (!parser.atEnd()) {
      throw parser.expected("AND, OR or the end of the query");
    }
    return query;
  }

  private Query or() throws QueryException {
    List<Query> any = new ArrayList<>();
    any.add(and());
    while (keyword("OR")) {
      any.add(and());
    }
    return any.size() == 1 ? any.get(0) : new Query.Or(List.copyOf(any));
  }

  private Query and() throws QueryException {
    List<Query> all = new ArrayList<>();
    all.add(not());
    while (!atEnd() && text.charAt(at) != ')' && !ahead("OR")) {
      keyword("AND");
      all.add(not());
    }
    return all.size() == 1 ? all.get(0) : new Query.And(List.copyOf(all));
  }

  private Query not() throws QueryException {
    if (++depth > DEEPEST) {
      throw new QueryException("nested more than %d deep".formatted(DEEPEST), at);
    }
    try {
      if (keyword("NOT")) {
        return new Query.Not(not());
      }
      if (!atEnd()
          && (text.charAt(at) == '-' || text.charAt(at) == '!')
          && at + 1 < text.length()
          && !Character.isWhitespace(text.charAt(at + 1))) {
        at++;
        return new Query.Not(not());
      }
      return primary();
    } finally {
      depth--;
    }
  }

  private Query primary() throws QueryException {
    if (atEnd()) {
      throw expected("a word, a field or \"(\"");
    }
    if (take('(')) {
      Query inside = or();
      if (!take(')')) {
        throw expected("\")\"");
      }
      return inside;
    }
    if (text.charAt(at) == '"') {
      return new Query.Words(phrase(), true);
    }
    int start = at;
    Word word = word(ENDS_WORD);
    if (at < text.length() && text.charAt(at) == ':') {
      at++;
      return value(field(word.plain(), start));
    }
    blanks();
    if (word.isStar()) {
      return new Query.All();
    }
    return word.wild
        ? new Query.Wildcard(Optional.empty(), word.pattern())
        : new Query.Words(word.plain(), false);
  }

  private Field field(String name, int start) throws QueryException {
    try {
      Field field = Field.named(name);
      if (field.type() == Field.Type.UNSEARCHABLE) {
        throw new QueryException(name + " is kept but not searched; search message", start);
      }
      return field;
    } catch (IllegalArgumentException e) {
      throw new QueryException(e.getMessage(), start);
    }
  }

  private Query value(Field field) throws QueryException {
    if (atEnd() || Character.isWhitespace(text.charAt(at))) {
      throw expected("a value for " + field.path());
    }
    char c = text.charAt(at);
    return switch (c) {
      case '(' -> {
        at++;
        blanks();
        Query inside = values(field);
        if (!take(')')) {
          throw expected("\")\"");
        }
        yield inside;
      }
      case '"' -> {
        int start = at;
        String phrase = phrase();
        yield equal(field, phrase, true, start);
      }
      case '[', '{' -> range(field);
      case '<', '>' -> comparison(field);
      default -> {
        int start = at;
        Word word = word(ENDS_VALUE);
        blanks();
        if (word.isStar()) {
          yield new Query.Exists(field);
        }
        yield word.wild
            ? wildcard(field, word.pattern(), start)
            : equal(field, word.plain(), false, start);
      }
    };
  }

  /** {@code field:(a OR b)}: the values of one field, with the words of the language between. */
  private Query values(Field field) throws QueryException {
    if (++depth > DEEPEST) {
      throw new QueryException("nested more than %d deep".formatted(DEEPEST), at);
    }
    try {
      List<Query> any = new ArrayList<>();
      do {
        List<Query> all = new ArrayList<>();
        do {
          boolean not = keyword("NOT");
          Query value = value(field);
          all.add(not ? new Query.Not(value) : value);
        } while (keyword("AND") || !atEnd() && text.charAt(at) != ')' && !ahead("OR"));
        any.add(all.size() == 1 ? all.get(0) : new Query.And(List.copyOf(all)));
      } while (keyword("OR"));
      return any.size() == 1 ? any.get(0) : new Query.Or(List.copyOf(any));
    } finally {
      depth--;
    }
  }

  private Query equal(Field field, String value, boolean phrase, int start) throws QueryException {
    check(field, value, start);
    return new Query.Equal(field, value, phrase);
  }

  private Query wildcard(Field field, String pattern, int start) throws QueryException {
    return switch (field.type()) {
      case KEYWORD, TEXT -> new Query.Wildcard(Optional.of(field), pattern);
      case FLATTENED -> {
        // Elasticsearch knows no more of a key in an object without a schema.
        if (!Query.Wildcard.isPrefix(pattern)) {
          throw new QueryException(
              field.path() + " is no field of the schema: it may have one * at its end only",
              start);
        }
        yield new Query.Wildcard(Optional.of(field), pattern);
      }
      case IP ->
          throw new QueryException(
              field.path() + " is an address: write a network such as 10.0.0.0/8", start);
      default -> throw new QueryException(field.path() + " has no wildcards: write a range", start);
    };
  }

  private Query comparison(Field field) throws QueryException {
    boolean greater = text.charAt(at++) == '>';
    boolean included = at < text.length() && text.charAt(at) == '=';
    if (included) {
      at++;
    }
    int start = at;
    String bound = boundValue();
    check(field, bound, start);
    blanks();
    return greater
        ? new Query.Range(field, Optional.of(bound), included, Optional.empty(), true)
        : new Query.Range(field, Optional.empty(), true, Optional.of(bound), included);
  }

  private Query range(Field field) throws QueryException {
    boolean lowerIncluded = text.charAt(at++) == '[';
    blanks();
    Optional<String> lower = bound(field);
    if (!keyword("TO")) {
      throw expected("TO");
    }
    Optional<String> upper = bound(field);
    if (atEnd() || text.charAt(at) != ']' && text.charAt(at) != '}') {
      throw expected("\"]\" or \"}\"");
    }
    boolean upperIncluded = text.charAt(at++) == ']';
    blanks();
    return new Query.Range(field, lower, lowerIncluded, upper, upperIncluded);
  }

  private Optional<String> bound(Field field) throws QueryException {
    int start = at;
    boolean quoted = !atEnd() && text.charAt(at) == '"';
    String value = boundValue();
    blanks();
    if (!quoted && value.equals("*")) {
      return Optional.empty();
    }
    check(field, value, start);
    return Optional.of(value);
  }

  private String boundValue() throws QueryException {
    return !atEnd() && text.charAt(at) == '"' ? phrase() : word(ENDS_VALUE).plain();
  }

  private static void check(Field field, String value, int start) throws QueryException {
    try {
      switch (field.type()) {
        case NUMBER -> Double.parseDouble(value);
        case DATE -> Instant.parse(value);
        case IP -> checkAddress(value);
        case BOOLEAN -> {
          if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException();
          }
        }
        default -> {}
      }
    } catch (RuntimeException e) {
      String expected =
          switch (field.type()) {
            case NUMBER -> "a number";
            case DATE -> "a time such as 2026-03-10T12:00:00Z";
            case IP -> "an address or a network such as 10.0.0.0/8";
            default -> "true or false";
          };
      throw new QueryException(
          "%s: expected %s, found \"%s\"".formatted(field.path(), expected, value), start);
    }
  }

  private static void checkAddress(String value) {
    Network.parse(value);
  }

  // --- the letters ---

  private boolean atEnd() {
    return at >= text.length();
  }

  private void blanks() {
    while (!atEnd() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean take(char c) {
    if (!atEnd() && text.charAt(at) == c) {
      at++;
      blanks();
      return true;
    }
    return false;
  }

  /** A word of the language, which stands alone. */
  private boolean ahead(String word) {
    int end = at + word.length();
    return text.startsWith(word, at)
        && (end == text.length() || ENDS_VALUE.indexOf(text.charAt(end)) >= 0);
  }

  private boolean keyword(String word) {
    if (!ahead(word)) {
      return false;
    }
    at += word.length();
    blanks();
    return true;
  }

  private String phrase() throws QueryException {
    int start = at++;
    StringBuilder phrase = new StringBuilder();
    while (true) {
      if (atEnd()) {
        throw new QueryException("expected the closing quote", start);
      }
      char c = text.charAt(at++);
      if (c == '"') {
        blanks();
        return phrase.toString();
      }
      if (c == '\\' && !atEnd()) {
        c = text.charAt(at++);
      }
      phrase.append(c);
    }
  }

  private static final class Word {
    private final StringBuilder plain = new StringBuilder();
    private final StringBuilder pattern = new StringBuilder();
    private boolean wild;

    void letter(char c, boolean escaped) {
      boolean meansMore = c == '*' || c == '?';
      wild |= meansMore && !escaped;
      plain.append(c);
      pattern.append(escaped && (meansMore || c == '\\') ? "\\" : "").append(c);
    }

    boolean isStar() {
      return wild && pattern.toString().equals("*");
    }

    String plain() {
      return plain.toString();
    }

    String pattern() {
      return pattern.toString();
    }
  }

  private Word word(String ends) throws QueryException {
    Word word = new Word();
    int start = at;
    while (!atEnd() && ends.indexOf(text.charAt(at)) < 0) {
      char c = text.charAt(at++);
      if (c == '\\') {
        if (atEnd()) {
          throw new QueryException("expected a character behind the backslash", at - 1);
        }
        word.letter(text.charAt(at++), true);
      } else {
        word.letter(c, false);
      }
    }
    if (at == start) {
      throw expected("a word");
    }
    return word;
  }

  private QueryException expected(String what) {
    String found = atEnd() ? "the end" : "\"" + text.charAt(at) + "\"";
    return new QueryException(
        "expected %s at character %d, found %s".formatted(what, at + 1, found), at);
  }

  // --- writing ---

  static String quoted(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  static String escaped(String value) {
    if (value.equals("AND") || value.equals("OR") || value.equals("NOT") || value.equals("TO")) {
      return "\\" + value;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      out.append(ESCAPED.indexOf(c) >= 0 || Character.isWhitespace(c) ? "\\" : "").append(c);
    }
    return out.toString();
  }

  static String escapedPattern(String pattern) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        out.append(c).append(pattern.charAt(++i));
      } else if (c == '*' || c == '?') {
        out.append(c);
      } else {
        out.append(escaped(String.valueOf(c)));
      }
    }
    return out.toString();
  }
}
