package io.logstream.cep.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.cep.pattern.PatternEvent;
import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of patterns, partial matches and state while patterns come and go. */
class MatchPatternsTest {

  private static final long BEGIN = 1_700_000_000_000L;

  /** One-time keys of the test that state goes back to zero; the full number by request. */
  private static final int KEYS = Integer.getInteger("logstream.cep.keys", 20_000);

  private static String aThenB(String id, String b) {
    return """
    id: %s
    title: "{key}"
    severity: low
    fault: errors
    key: service
    within: 60s
    explanation: e
    runbook: r
    steps:
      - { name: first, where: { k: a } }
      - { name: second, where: { k: %s } }
    """
        .formatted(id, b);
  }

  private static PatternEvent event(long seconds, String service, String k) {
    return Matcher.event(
        service + k + seconds, BEGIN + seconds * 1_000, Map.of("service.name", service, "k", k));
  }

  private static List<String> patterns(Matcher matcher) {
    return matcher.matches().stream().map(match -> match.pattern).sorted().toList();
  }

  @Test
  void aPatternMatchesFromTheMomentItIsAdded() throws Exception {
    try (Matcher matcher = new Matcher(PatternSelection.CONTROLLED)) {
      matcher.event(event(0, "s", "a"));
      matcher.pattern("p", aThenB("p", "b"));
      matcher.event(event(1, "s", "b"));
      matcher.watermark(BEGIN + 1_000);
      assertThat(matcher.matches()).isEmpty();
      matcher.event(event(2, "s", "a"));
      matcher.event(event(3, "s", "b"));
      matcher.watermark(BEGIN + 3_000);
      assertThat(patterns(matcher)).containsExactly("p");
    }
  }

  @Test
  void whatCameBeforeAPatternIsNoneOfItsEventsThoughItWaits() throws Exception {
    try (Matcher matcher = new Matcher(PatternSelection.CONTROLLED)) {
      matcher.pattern("before", aThenB("before", "b"));
      matcher.event(event(0, "s", "a"));
      matcher.pattern("after", aThenB("after", "b"));
      matcher.event(event(1, "s", "b"));
      matcher.watermark(BEGIN + 1_000);
      assertThat(patterns(matcher)).containsExactly("before");
    }
  }

  @Test
  void anEventIsSentToASubjectOnceWithWhatPatternsAskFor() throws Exception {
    try (Matcher matcher = new Matcher(PatternSelection.CONTROLLED)) {
      for (int i = 0; i < 50; i++) {
        matcher.pattern("p" + i, aThenB("p" + i, "b"));
      }
      assertThat(matcher.routed(event(0, "s", "z"))).isEmpty();
      PatternEvent event =
          Matcher.event("e", BEGIN, Map.of("service.name", "s", "k", "b", "unasked", "u"));
      assertThat(matcher.routed(event))
          .singleElement()
          .satisfies(
              routed -> {
                assertThat(routed.key).isEqualTo("service\ns");
                assertThat(routed.event.names).containsExactly("k", "service.name");
              });
    }
  }

  @Test
  void partialMatchesOfUnchangedPatternsOutliveTheChangeOfAnother() throws Exception {
    try (Matcher matcher = new Matcher(PatternSelection.CONTROLLED)) {
      matcher.pattern("kept", aThenB("kept", "b"));
      matcher.pattern("changed", aThenB("changed", "b"));
      matcher.pattern("removed", aThenB("removed", "b"));
      matcher.event(event(0, "s", "a"));
      matcher.watermark(BEGIN);
      matcher.pattern("changed", aThenB("changed", "c"));
      matcher.remove("removed");
      matcher.event(event(1, "s", "b"));
      matcher.event(event(2, "s", "c"));
      matcher.watermark(BEGIN + 2_000);
      assertThat(patterns(matcher)).containsExactly("kept");
      matcher.event(event(3, "s", "a"));
      matcher.event(event(4, "s", "c"));
      matcher.watermark(BEGIN + 4_000);
      assertThat(patterns(matcher)).containsExactly("changed");
    }
  }

  @Test
  void whatARemovedPatternHadIsForgottenAtOnce() throws Exception {
    try (Matcher matcher = new Matcher(PatternSelection.CONTROLLED)) {
      matcher.pattern("p", aThenB("p", "b"));
      for (int i = 0; i < 50; i++) {
        matcher.event(event(0, "s" + i, "a"));
      }
      matcher.watermark(BEGIN);
      assertThat(matcher.keyedEntries()).isPositive();
      matcher.remove("p");
      assertThat(matcher.keyedEntries()).isZero();
    }
  }

  @Test
  void partialMatchesOutliveARestart() throws Exception {
    Matcher.Snapshot snapshot;
    try (Matcher matcher = new Matcher(PatternSelection.CONTROLLED)) {
      matcher.pattern("p", aThenB("p", "b"));
      matcher.event(event(0, "s", "a"));
      matcher.watermark(BEGIN);
      // Not yet seen by the automaton: in the state all the same.
      matcher.event(event(5, "s", "b"));
      snapshot = matcher.snapshot();
    }
    try (Matcher matcher = new Matcher(PatternSelection.CONTROLLED, snapshot)) {
      matcher.watermark(BEGIN + 5_000);
      assertThat(matcher.matches())
          .singleElement()
          .satisfies(match -> assertThat(match.evidence).containsExactly("sa0", "sb5"));
      matcher.watermark(BEGIN + 100_000);
      assertThat(matcher.keyedEntries()).isZero();
    }
  }

  @Test
  void aBrokenPatternIsRefusedAloneAndTheLastGoodOneStays() throws Exception {
    try (Matcher matcher = new Matcher(PatternSelection.CONTROLLED)) {
      matcher.pattern("p", aThenB("p", "b"));
      matcher.event(event(0, "s", "a"));
      matcher.watermark(BEGIN);
      matcher.pattern("p", aThenB("p", "b").replace("within: 60s", "within: soon"));
      RoutedRecord dead = matcher.dead().get(0);
      assertThat(dead.topic).isEqualTo(Topics.LOGS_DEAD);
      assertThat(new String(dead.key, UTF_8)).isEqualTo("p");
      assertThat(dead.headerOrNull(DeadLetterHeaders.ERROR))
          .isEqualTo(
              "pattern: pattern: within: expected a time such as 90s, 10m or 2h, 24h at most, found"
                  + " \"soon\"");
      matcher.event(event(1, "s", "b"));
      matcher.watermark(BEGIN + 1_000);
      assertThat(patterns(matcher)).containsExactly("p");
    }
  }

  @Test
  void aShippedPatternIsReplacedAndComesBackWhenTheRowGoes() throws Exception {
    try (Matcher matcher = new Matcher(PatternSelection.FAULTS)) {
      matcher.row("disk-full", "{\"kind\":\"pattern\",\"enabled\":false}");
      full(matcher, 0);
      assertThat(matcher.matches()).isEmpty();
      matcher.remove("disk-full");
      full(matcher, 1_000);
      assertThat(patterns(matcher)).containsExactly("disk-full");
    }
  }

  private static void full(Matcher matcher, long seconds) throws Exception {
    for (int i = 0; i < 2; i++) {
      matcher.event(
          Matcher.event(
              "e" + i,
              BEGIN + seconds * 1_000 + i,
              Map.of(
                  "type", "log",
                  "host.name", "node-1",
                  "service.name", "store",
                  "message", "No space left on device")));
    }
    matcher.watermark(BEGIN + seconds * 1_000 + 1);
  }

  @Test
  void stateIsBackToZeroAfterKeysThatComeOnce() throws Exception {
    try (Matcher matcher = new Matcher(PatternSelection.CONTROLLED)) {
      for (int i = 0; i < 10; i++) {
        matcher.pattern("p" + i, aThenB("p" + i, "b"));
      }
      for (int i = 0; i < KEYS; i++) {
        matcher.event(event(i / 100, "s" + i, "a"));
        if (i % 10_000 == 0) {
          matcher.watermark(BEGIN + i * 10L);
        }
      }
      matcher.watermark(BEGIN + KEYS * 10L);
      assertThat(matcher.keyedEntries()).isPositive();
      matcher.watermark(BEGIN + KEYS * 10L + 60_000);
      assertThat(matcher.keyedEntries()).isZero();
      assertThat(matcher.timers()).isZero();
    }
  }

  @Test
  void partialMatchesOfOneKeyAreBounded() throws Exception {
    try (Matcher matcher = new Matcher(PatternSelection.CONTROLLED)) {
      matcher.pattern("p", aThenB("p", "b"));
      for (int i = 0; i < MatchPatterns.MOST_PARTIAL; i++) {
        matcher.event(Matcher.event("e" + i, BEGIN + i, Map.of("service.name", "s", "k", "a")));
      }
      matcher.watermark(BEGIN + 10_000);
      assertThat(matcher.keyedEntries()).isZero();
      matcher.event(event(20, "s", "a"));
      matcher.event(event(21, "s", "b"));
      matcher.watermark(BEGIN + 21_000);
      assertThat(patterns(matcher)).containsExactly("p");
    }
  }
}
