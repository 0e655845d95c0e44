package io.logstream.cep.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.cep.pattern.PatternReader;
import io.logstream.cep.pattern.Where;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the index says of an event is what each condition says of it. */
class ConditionIndexTest {

  private static final List<String> WORDS = List.of("He", "she", "hers", "his", "x", "ü", "日本", "");

  private static Where where(String where) throws Exception {
    return PatternReader.read(
            "p",
            """
            id: p
            title: t
            severity: low
            fault: errors
            key: service
            within: 1s
            explanation: e
            runbook: r
            steps:
              - { name: s, where: %s }
            """
                .formatted(where))
        .steps()
        .get(0)
        .where();
  }

  @Test
  void conditionsHoldAsTheyDoWhenEachIsAsked() throws Exception {
    List<Where> conditions = new ArrayList<>();
    for (String where :
        List.of(
            "{ m: { contains: [he, she] } }",
            "{ m: { contains: hers }, type: log }",
            "{ m: { contains: 日本 } }",
            "{ m: { contains: ü } }",
            "{ type: log }",
            "{ type: [call, log], k: x }",
            "{ type: call, any: [ { m: { contains: his } }, { k: [he, x] } ] }",
            "{ any: [ { m: { contains: his } }, { k: { not: he } } ] }",
            "{ m: { not: { contains: he } } }",
            "{ k: { exists: false } }",
            "{ m: { contains: \"\" } }")) {
      conditions.add(where(where));
    }
    ConditionIndex index = new ConditionIndex();
    for (int i = 0; i < conditions.size(); i++) {
      assertThat(index.add(conditions.get(i))).isEqualTo(i);
    }
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      var event =
          PatternEvents.event(
              "e",
              0,
              Map.of(
                  "type", List.of("log", "call", "change").get(random.nextInt(3)),
                  "k", word(random),
                  "m", word(random) + word(random) + word(random)));
      BitSet expected = new BitSet();
      for (int c = 0; c < conditions.size(); c++) {
        expected.set(c, conditions.get(c).holds(event));
      }
      assertThat(index.holding(event)).as("%s", List.of(event.values)).isEqualTo(expected);
    }
  }

  @Test
  void conditionsThatAreAlikeAreOne() throws Exception {
    ConditionIndex index = new ConditionIndex();
    int first = index.add(where("{ m: { contains: [a, b] }, k: x }"));
    assertThat(index.add(where("{ k: y }"))).isNotEqualTo(first);
    assertThat(index.add(where("{ m: { contains: [a, b] }, k: x }"))).isEqualTo(first);
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }
}
