package io.logstream.console.query;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A query as the person meant it. The same tree is sent to Elasticsearch ({@link QueryDsl}) and
 * applied to each line of the live tail ({@link LineMatcher}); {@link #toString()} writes it in the
 * language that {@link QueryParser} reads.
 */
public sealed interface Query {

  /** Everything. */
  record All() implements Query {
    @Override
    public String toString() {
      return "*";
    }
  }

  /** All of them; two at least. */
  record And(List<Query> queries) implements Query {
    @Override
    public String toString() {
      return queries.stream().map(And::operand).collect(Collectors.joining(" "));
    }

    private static String operand(Query query) {
      return query instanceof Or || query instanceof And ? "(" + query + ")" : query.toString();
    }
  }

  /** Any of them; two at least. */
  record Or(List<Query> queries) implements Query {
    @Override
    public String toString() {
      return queries.stream()
          .map(query -> query instanceof Or ? "(" + query + ")" : query.toString())
          .collect(Collectors.joining(" OR "));
    }
  }

  /** Everything else. */
  record Not(Query query) implements Query {
    @Override
    public String toString() {
      return "NOT " + (query instanceof And || query instanceof Or ? "(" + query + ")" : query);
    }
  }

  /**
   * Words of the event's text, next to each other and in this order.
   *
   * @param phrase whether it was written in quotes
   */
  record Words(String text, boolean phrase) implements Query {
    @Override
    public String toString() {
      return phrase ? QueryParser.quoted(text) : QueryParser.escaped(text);
    }
  }

  /** A field that has a value; on a field of text, that holds these words next to each other. */
  record Equal(Field field, String value, boolean phrase) implements Query {
    @Override
    public String toString() {
      return field.path() + ":" + (phrase ? QueryParser.quoted(value) : QueryParser.escaped(value));
    }
  }

  /**
   * A value with {@code *} (any characters) or {@code ?} (one). A star or question mark meant
   * literally stands behind a backslash.
   *
   * @param field where; absent for any word of the event's text
   */
  record Wildcard(Optional<Field> field, String pattern) implements Query {

    /** Whether there is one star, at the end, and nothing else that means more than itself. */
    static boolean isPrefix(String pattern) {
      String rest = pattern.replace("\\\\", "").replace("\\*", "").replace("\\?", "");
      return rest.endsWith("*") && rest.indexOf('*') == rest.length() - 1 && rest.indexOf('?') < 0;
    }

    /** What stands before the star of a prefix. */
    String prefix() {
      return pattern.substring(0, pattern.length() - 1).replaceAll("\\\\(.)", "$1");
    }

    @Override
    public String toString() {
      return field.map(f -> f.path() + ":").orElse("") + QueryParser.escapedPattern(pattern);
    }
  }

  /** A field between two values; an end that is not there is open. */
  record Range(
      Field field,
      Optional<String> lower,
      boolean lowerIncluded,
      Optional<String> upper,
      boolean upperIncluded)
      implements Query {
    @Override
    public String toString() {
      return field.path()
          + ":"
          + (lowerIncluded ? "[" : "{")
          + lower.map(QueryParser::quoted).orElse("*")
          + " TO "
          + upper.map(QueryParser::quoted).orElse("*")
          + (upperIncluded ? "]" : "}");
    }
  }

  /** A field that has any value. */
  record Exists(Field field) implements Query {
    @Override
    public String toString() {
      return field.path() + ":*";
    }
  }

  /** All of these; one is itself, none is everything. */
  static Query and(List<Query> queries) {
    List<Query> flat =
        queries.stream()
            .flatMap(
                query ->
                    query instanceof And and ? and.queries().stream() : List.of(query).stream())
            .filter(query -> !(query instanceof All))
            .toList();
    return switch (flat.size()) {
      case 0 -> new All();
      case 1 -> flat.get(0);
      default -> new And(flat);
    };
  }
}
