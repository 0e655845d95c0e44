package io.logstream.console.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.memory.MemoryIndex;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.util.QueryBuilder;

/**
 * Whether an event matches a query, without an index: for the live tail, which is ahead of the
 * index. Text is analysed and matched by Lucene itself, as Elasticsearch does it; the rest is
 * compared as the field's type asks. An integration test compares its answers with the index's.
 *
 * <p>Safe for use by several threads.
 */
public final class LineMatcher implements Predicate<JsonNode> {

  private static final QueryBuilder BUILDER = new QueryBuilder(LogText.QUERY);

  /** One part of the query, made ready once. */
  private interface Part {
    boolean test(Line line);
  }

  /**
   * The event under test: its text is analysed when a part first asks, then kept for the others.
   */
  private static final class Line {
    private final JsonNode event;
    private MemoryIndex text;

    Line(JsonNode event) {
      this.event = event;
    }

    MemoryIndex text() {
      if (text == null) {
        text = new MemoryIndex();
        for (String path :
            List.of(
                "message",
                "error.message",
                "error.stack_trace",
                "email.subject",
                "http.request.body.content",
                "http.response.body.content")) {
          for (JsonNode value : values(event, path)) {
            text.addField(path, value.asText(), LogText.INDEX);
          }
        }
        for (JsonNode value : values(event, "error.type")) {
          text.addField("error.type.text", value.asText(), LogText.INDEX);
        }
      }
      return text;
    }
  }

  private final Part part;

  /** A matcher of that query. */
  public LineMatcher(Query query) {
    part = part(query);
  }

  @Override
  public boolean test(JsonNode event) {
    return part.test(new Line(event));
  }

  private static Part part(Query query) {
    if (query instanceof Query.All) {
      return line -> true;
    } else if (query instanceof Query.And and) {
      List<Part> parts = and.queries().stream().map(LineMatcher::part).toList();
      return line -> parts.stream().allMatch(part -> part.test(line));
    } else if (query instanceof Query.Or or) {
      List<Part> parts = or.queries().stream().map(LineMatcher::part).toList();
      return line -> parts.stream().anyMatch(part -> part.test(line));
    } else if (query instanceof Query.Not not) {
      Part inside = part(not.query());
      return line -> !inside.test(line);
    } else if (query instanceof Query.Words words) {
      List<Part> fields = Field.TEXT.stream().map(path -> phrase(path, words.text())).toList();
      return line -> fields.stream().anyMatch(part -> part.test(line));
    } else if (query instanceof Query.Equal equal) {
      return equal(equal);
    } else if (query instanceof Query.Wildcard wildcard) {
      return wildcard(wildcard);
    } else if (query instanceof Query.Range range) {
      return range(range);
    } else if (query instanceof Query.Exists exists) {
      return line -> !values(line.event, exists.field().path()).isEmpty();
    }
    throw new IllegalStateException("unknown query " + query);
  }

  private static Part phrase(String path, String text) {
    org.apache.lucene.search.Query phrase = BUILDER.createPhraseQuery(path, text);
    // Nothing but punctuation: no word, no hit, as in the index.
    return phrase == null ? line -> false : line -> line.text().search(phrase) > 0;
  }

  private static Part equal(Query.Equal equal) {
    String path = equal.field().path();
    String value = equal.value();
    return switch (equal.field().type()) {
      case TEXT -> phrase(path, value);
      case KEYWORD -> any(path, node -> node.asText().equalsIgnoreCase(value));
      case NUMBER -> {
        double number = Double.parseDouble(value);
        yield any(path, node -> node.isNumber() && node.doubleValue() == number);
      }
      case IP -> {
        Network network = Network.parse(value);
        yield any(path, node -> network.contains(node.asText()));
      }
      case DATE -> {
        Comparable<?> wanted = Comparison.of(Field.Type.DATE).value(value);
        yield any(path, node -> wanted.equals(Comparison.of(Field.Type.DATE).value(node.asText())));
      }
      default -> any(path, node -> node.asText().equals(value));
    };
  }

  private static Part wildcard(Query.Wildcard wildcard) {
    if (wildcard.field().isPresent() && wildcard.field().get().type() != Field.Type.TEXT) {
      if (wildcard.field().get().type() == Field.Type.FLATTENED) {
        String prefix = wildcard.prefix();
        return any(wildcard.field().get().path(), node -> node.asText().startsWith(prefix));
      }
      Pattern pattern = regex(wildcard.pattern());
      return any(wildcard.field().get().path(), node -> pattern.matcher(node.asText()).matches());
    }
    List<String> paths = wildcard.field().map(field -> List.of(field.path())).orElse(Field.TEXT);
    String lower = wildcard.pattern().toLowerCase(Locale.ROOT);
    List<org.apache.lucene.search.Query> queries = new ArrayList<>();
    paths.forEach(path -> queries.add(new WildcardQuery(new Term(path, lower))));
    return line -> queries.stream().anyMatch(query -> line.text().search(query) > 0);
  }

  /**
   * The pattern as a regular expression of quoted runs between the wildcards; it cannot explode.
   */
  private static Pattern regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else {
        char literal = c == '\\' && i + 1 < pattern.length() ? pattern.charAt(++i) : c;
        regex.append(Pattern.quote(String.valueOf(literal)));
      }
    }
    return Pattern.compile(
        regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }

  private static Part range(Query.Range range) {
    Comparison comparison = Comparison.of(range.field().type());
    return any(
        range.field().path(),
        node ->
            comparison.within(
                node.asText(),
                range.lower(),
                range.lowerIncluded(),
                range.upper(),
                range.upperIncluded()));
  }

  private static Part any(String path, Predicate<JsonNode> test) {
    return line -> values(line.event, path).stream().anyMatch(test);
  }

  /** All values at a dotted path, through arrays, as Elasticsearch sees them. */
  static List<JsonNode> values(JsonNode event, String path) {
    List<JsonNode> found = new ArrayList<>(1);
    collect(event, path, 0, found);
    return found;
  }

  private static void collect(JsonNode node, String path, int from, List<JsonNode> found) {
    if (node.isArray()) {
      node.forEach(element -> collect(element, path, from, found));
      return;
    }
    if (from > path.length()) {
      if (node.isObject()) {
        node.forEach(inner -> collect(inner, path, from, found));
      } else if (!node.isNull()) {
        found.add(node);
      }
      return;
    }
    int dot = path.indexOf('.', from);
    String segment = path.substring(from, dot < 0 ? path.length() : dot);
    JsonNode next = node.get(segment);
    if (next != null) {
      collect(next, path, dot < 0 ? path.length() + 1 : dot + 1, found);
    }
  }
}
