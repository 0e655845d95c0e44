package io.logstream.cep.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.pattern.PatternReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any pattern, alone or among many, matches as Flink's own operator with that one would. */
class SameAsStaticCepTest {

  private static final long BEGIN = 1_700_000_000_000L;

  @Property(tries = 300)
  void matchesWhatCepPatternMatches(@ForAll("patterns") String yaml, @ForAll("seeds") long seed)
      throws Exception {
    assertSame(List.of(yaml), seed);
  }

  @Property(tries = 30)
  void eachOfManyPatternsMatchesAsItDoesAlone(
      @ForAll("manyPatterns") List<String> yamls, @ForAll("seeds") long seed) throws Exception {
    assertSame(yamls, seed);
  }

  private static void assertSame(List<String> yamls, long seed) throws Exception {
    Random random = new Random(seed);
    Map<String, StaticCep> oracles = new LinkedHashMap<>();
    Map<String, String> texts = new LinkedHashMap<>();
    try (Matcher ours = new Matcher(PatternSelection.CONTROLLED)) {
      for (String yaml : yamls) {
        String id = "p" + texts.size();
        String text = yaml.replace("id: p\n", "id: " + id + "\n");
        texts.put(id, text);
        oracles.put(id, new StaticCep(PatternReader.read("p", text)));
        ours.pattern(id, text);
      }
      long time = BEGIN;
      long watermark = Long.MIN_VALUE;
      for (int i = 0; i < 120; i++) {
        time += random.nextInt(400);
        // Out of order within a second, some of it behind the watermark.
        PatternEvent event =
            Matcher.event(
                "e" + i,
                time - random.nextInt(1_000),
                Map.of(
                    "service.name", "s" + random.nextInt(2),
                    "k", String.valueOf((char) ('a' + random.nextInt(4))),
                    "n", Integer.toString(random.nextInt(5))));
        ours.event(event);
        for (Map.Entry<String, StaticCep> oracle : oracles.entrySet()) {
          if (mayConcern(texts.get(oracle.getKey()), event)) {
            oracle.getValue().event(event);
          }
        }
        if (random.nextInt(4) == 0 && time - 700 > watermark) {
          watermark = time - 700;
          advance(ours, oracles, watermark);
        }
      }
      advance(ours, oracles, time + 100_000);
      List<PatternMatch> matches = ours.matches();
      for (Map.Entry<String, StaticCep> oracle : oracles.entrySet()) {
        assertThat(matches.stream().filter(match -> match.pattern.equals(oracle.getKey())))
            .as(texts.get(oracle.getKey()))
            .map(StaticCep::told)
            .containsExactlyInAnyOrderElementsOf(oracle.getValue().matches());
      }
      assertThat(ours.keyedEntries()).isZero();
      assertThat(ours.timers()).isZero();
    } finally {
      for (StaticCep oracle : oracles.values()) {
        oracle.close();
      }
    }
  }

  private static void advance(Matcher ours, Map<String, StaticCep> oracles, long watermark)
      throws Exception {
    ours.watermark(watermark);
    for (StaticCep oracle : oracles.values()) {
      oracle.watermark(watermark);
    }
  }

  /**
   * Whether a step could take the event, or its mere presence may end a match. Of several matches
   * that begin and end with the same events Flink tells the one on top of its heap, and an event
   * without a part in any of them turns that heap. So the oracle is not shown what is not routed.
   */
  private static boolean mayConcern(String yaml, PatternEvent event) {
    String k = event.field("k");
    return yaml.contains("order: next")
        || yaml.contains("k: " + k)
        || (yaml.contains("[a, b]") && "ab".contains(k));
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  @Provide
  Arbitrary<List<String>> manyPatterns() {
    return patterns().list().ofMinSize(20).ofMaxSize(40);
  }

  @Provide
  Arbitrary<String> patterns() {
    Arbitrary<String> first =
        Combinators.combine(where(), times(), extras())
            .as((where, times, extra) -> where + times + extra);
    Arbitrary<String> present =
        Combinators.combine(
                orders("next", "followed-by", "followed-by-any"), where(), times(), extras())
            .as((order, where, times, extra) -> order + where + times + extra);
    Arbitrary<String> absent =
        Combinators.combine(orders("followed-by"), where())
            .as((order, where) -> order + ", absent: true" + where);
    Arbitrary<List<String>> rest =
        Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, present), net.jqwik.api.Tuple.of(1, absent))
            .list()
            .ofMaxSize(3);
    return Combinators.combine(first, rest, Arbitraries.integers().between(1, 8))
        .as(SameAsStaticCepTest::yaml)
        .filter(SameAsStaticCepTest::isTaken);
  }

  private static boolean isTaken(String yaml) {
    try {
      PatternReader.read("p", yaml);
      return true;
    } catch (io.logstream.cep.pattern.PatternException e) {
      // Flink CEP has rules of its own, such as no absent step after another.
      return false;
    }
  }

  private static Arbitrary<String> orders(String... orders) {
    return Arbitraries.of(orders).map(order -> ", order: " + order);
  }

  private static Arbitrary<String> where() {
    return Arbitraries.of("a", "b", "c", "[a, b]").map(k -> ", where: { k: " + k + " }");
  }

  private static Arbitrary<String> times() {
    return Arbitraries.of("", "", ", times: 2", ", times: 2+", ", times: 1..3");
  }

  private static Arbitrary<String> extras() {
    return Arbitraries.of("", "", "", ", distinct: n", ", rising: n", ", same: s0.n");
  }

  private static String yaml(String first, List<String> rest, int seconds) {
    List<String> steps = new ArrayList<>();
    steps.add("  - { name: s0" + first + " }");
    for (int i = 0; i < rest.size(); i++) {
      steps.add("  - { name: s" + (i + 1) + rest.get(i) + " }");
    }
    return """
    id: p
    title: t
    severity: low
    fault: errors
    key: service
    within: %ds
    explanation: e
    runbook: r
    steps:
    %s
    """
        .formatted(seconds, String.join("\n", steps));
  }
}
