package io.logstream.cep.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.logstream.cep.pattern.Fault;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of every shipped pattern: it stands in the index, and each of its cases, {@code
 * cases/ID.yaml}, matches as often as it says, of all patterns that one alone unless the case names
 * others.
 */
class ShippedPatternsTest {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final long BEGIN = 1_700_000_000_000L;

  /** An event of a case: {@code after} seconds, and fields. */
  record Case(String pattern, String name, JsonNode json) {
    @Override
    public String toString() {
      return pattern + ": " + name;
    }
  }

  static List<Case> cases() throws Exception {
    List<Case> all = new ArrayList<>();
    for (Definition definition : ShippedPatterns.all()) {
      String id = definition.pattern().id();
      try (InputStream in =
          ShippedPatternsTest.class.getResourceAsStream("/cases/" + id + ".yaml")) {
        assertThat(in).as("cases/%s.yaml", id).isNotNull();
        YAML.readTree(in)
            .properties()
            .forEach(entry -> all.add(new Case(id, entry.getKey(), entry.getValue())));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void matchesAsItsCasesSay(Case one) throws Exception {
    boolean isAttack =
        ShippedPatterns.all().stream()
            .anyMatch(
                d -> d.pattern().id().equals(one.pattern) && d.pattern().fault() == Fault.ATTACK);
    try (Matcher matcher =
        new Matcher(isAttack ? PatternSelection.ATTACKS : PatternSelection.FAULTS)) {
      for (JsonNode call : one.json.path("calls")) {
        String[] ends = call.asText().split(" -> ");
        matcher.edge(ends[0], ends[1]);
      }
      long last = BEGIN;
      int number = 0;
      for (JsonNode event : one.json.path("events")) {
        int repeat = event.path("repeat").asInt(1);
        for (int i = 0; i < repeat; i++) {
          last = BEGIN + Math.round(1000 * event.path("at").asDouble()) + i;
          Map<String, String> fields = new HashMap<>();
          event
              .properties()
              .forEach(
                  field -> {
                    if (!Set.of("at", "repeat").contains(field.getKey())) {
                      fields.put(field.getKey(), field.getValue().asText());
                    }
                  });
          matcher.event(Matcher.event("e" + number++, last, fields));
        }
      }
      matcher.watermark(last + 48 * 3_600_000L);
      List<PatternMatch> found = matcher.matches();
      Set<String> others = new TreeSet<>();
      one.json.path("others").forEach(other -> others.add(other.asText()));
      assertThat(found.stream().filter(match -> match.pattern.equals(one.pattern)))
          .hasSize(one.json.path("matches").asInt());
      assertThat(found.stream().map(match -> match.pattern))
          .allMatch(id -> id.equals(one.pattern) || others.contains(id));
      for (PatternMatch match : found) {
        assertThat(match.title + match.explanation).doesNotContain("{").doesNotContain("(unknown)");
        assertThat(match.evidence).isNotEmpty().doesNotContainNull();
      }
      if (one.json.has("key")) {
        assertThat(found.stream().filter(m -> m.pattern.equals(one.pattern)).map(m -> m.key))
            .containsOnly(one.json.path("key").asText());
      }
      assertThat(matcher.keyedEntries()).as("state that is left").isZero();
      assertThat(matcher.timers()).as("timers that are left").isZero();
    }
  }

  @Test
  void everyPatternHasACaseThatMatchesAndOneThatDoesNot() throws Exception {
    Map<String, Set<Boolean>> outcomes = new HashMap<>();
    for (Case one : cases()) {
      outcomes
          .computeIfAbsent(one.pattern, id -> new TreeSet<>())
          .add(one.json.path("matches").asInt() > 0);
    }
    assertThat(outcomes).hasSizeGreaterThanOrEqualTo(23);
    assertThat(outcomes.values()).allMatch(both -> both.size() == 2);
  }

  @Test
  void theIndexNamesEveryFile() throws Exception {
    Path folder =
        Path.of(ShippedPatterns.class.getResource("/patterns/index.txt").toURI()).getParent();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(file -> file.endsWith(".yaml"))
                  .map(file -> file.replace(".yaml", "")))
          .containsExactlyInAnyOrderElementsOf(
              ShippedPatterns.all().stream().map(d -> d.pattern().id()).toList());
    }
  }
}
