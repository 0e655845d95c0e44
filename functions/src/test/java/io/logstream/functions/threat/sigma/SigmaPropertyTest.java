package io.logstream.functions.threat.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SigmaPropertyTest {

  private static final Set<String> NAMES = Set.of("a", "b", "c", "d");

  /** A condition as text, and what it is, found without the parser. */
  record Written(String text, Condition meant) {}

  @Provide
  Arbitrary<Written> conditions() {
    Arbitrary<Written> names =
        Arbitraries.of(NAMES).map(name -> new Written(name, new Condition.Named(name)));
    return Arbitraries.recursive(() -> names, this::nested, 0, 4);
  }

  private Arbitrary<Written> nested(Arbitrary<Written> inner) {
    return Combinators.combine(inner, inner, Arbitraries.integers().between(0, 2))
        .as(
            (l, r, how) ->
                switch (how) {
                  case 0 -> new Written("not (" + l.text + ")", new Condition.Not(l.meant));
                  case 1 ->
                      new Written(
                          "(" + l.text + ") and (" + r.text + ")",
                          new Condition.And(List.of(l.meant, r.meant)));
                  default ->
                      new Written(
                          "(" + l.text + ") or (" + r.text + ")",
                          new Condition.Or(List.of(l.meant, r.meant)));
                });
  }

  @Property(tries = 500)
  void aConditionHoldsWhereWhatItMeansHolds(
      @ForAll("conditions") Written written, @ForAll int truth) throws SigmaException {
    Condition read = ConditionReader.read(written.text, NAMES);
    assertThat(read.holds(name -> (truth >> (name.charAt(0) - 'a') & 1) == 1))
        .isEqualTo(written.meant.holds(name -> (truth >> (name.charAt(0) - 'a') & 1) == 1));
  }

  /** And binds closer than or, not closer than and: what a table of truth says of it. */
  @Property
  void andBindsCloserThanOr(@ForAll boolean a, @ForAll boolean b, @ForAll boolean c)
      throws SigmaException {
    Condition read = ConditionReader.read("a or not b and c", NAMES);
    assertThat(
            read.holds(
                name ->
                    switch (name) {
                      case "a" -> a;
                      case "b" -> b;
                      default -> c;
                    }))
        .isEqualTo(a || !b && c);
  }

  @Provide
  Arbitrary<String> wild() {
    return Arbitraries.strings().withChars("abA*?\\").ofMaxLength(9);
  }

  @Provide
  Arbitrary<String> plain() {
    return Arbitraries.strings().withChars("abA*?\\").ofMaxLength(9);
  }

  @Property(tries = 3000)
  void aGlobMatchesWhatItsDefinitionDoes(
      @ForAll("wild") String pattern, @ForAll("plain") String text) {
    assertThat(Glob.of(pattern).matches(text, false))
        .isEqualTo(naive(pattern.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT)));
  }

  private static boolean naive(String pattern, String text) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    char p = pattern.charAt(0);
    String rest = pattern.substring(1);
    if (p == '*') {
      return naive(rest, text) || !text.isEmpty() && naive(pattern, text.substring(1));
    }
    if (p == '\\' && !rest.isEmpty() && "*?\\".indexOf(rest.charAt(0)) >= 0) {
      return !text.isEmpty()
          && text.charAt(0) == rest.charAt(0)
          && naive(rest.substring(1), text.substring(1));
    }
    return !text.isEmpty() && (p == '?' || p == text.charAt(0)) && naive(rest, text.substring(1));
  }

  @Property(tries = 1000)
  void anyTextIsARuleOrRefused(@ForAll("yaml") String text) {
    try {
      SigmaReader.read(text).forEach(rule -> assertThat(rule.conditions()).isNotEmpty());
    } catch (SigmaException e) {
      assertThat(e.getMessage()).contains("expected");
    }
  }

  @Provide
  Arbitrary<String> yaml() {
    Arbitrary<String> line =
        Arbitraries.of(
            "title: T",
            "level: high",
            "logsource: {category: proxy}",
            "logsource:",
            "detection: {s: {cs-host: x}, condition: s}",
            "detection: {s: [1, {cs-host: [null, 1]}], condition: 1 of them}",
            "detection: {s: null, condition: [s, 3]}",
            "detection: {condition: not}",
            "tags: [attack.t1071]",
            "tags: 7",
            "---",
            "- x",
            "&a [*a]",
            "{");
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(60),
        line.list().ofMaxSize(7).map(lines -> String.join("\n", lines)));
  }
}
