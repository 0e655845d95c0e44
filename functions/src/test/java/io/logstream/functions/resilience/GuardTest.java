package io.logstream.functions.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class GuardTest {

  private static final IOException DOWN = new IOException("connection refused");

  private static GuardOptions options(int openMillis) {
    return GuardOptions.from(
        "guard.kafka",
        Map.of(
            "guard.kafka.window-calls", "4",
            "guard.kafka.minimum-calls", "4",
            "guard.kafka.open-ms", String.valueOf(openMillis),
            "guard.kafka.probes", "2",
            "guard.kafka.timeout-ms", "50",
            "guard.kafka.concurrency", "8"));
  }

  private static void fail(Guard guard, int times) {
    for (int i = 0; i < times; i++) {
      guard.acquire().failed(DOWN);
    }
  }

  @Test
  void goesFromClosedToOpenToHalfOpenToClosed() {
    Guard guard = new Guard("kafka", options(30));
    List<GuardState> states = new ArrayList<>();
    guard.onTransition(transition -> states.add(transition.to()));

    fail(guard, 3);
    assertThat(guard.state())
        .as("3 of 4 calls seen: too few to judge")
        .isEqualTo(GuardState.CLOSED);
    fail(guard, 1);
    assertThat(guard.state()).isEqualTo(GuardState.OPEN);
    assertThat(guard.tryAcquire()).isEmpty();

    List<Guard.Permit> probes = new ArrayList<>();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (probes.isEmpty() && System.nanoTime() < deadline) {
      guard.tryAcquire().ifPresent(probes::add);
      Thread.onSpinWait();
    }
    guard.tryAcquire().ifPresent(probes::add);
    assertThat(probes).as("as many probes as the option says").hasSize(2);
    assertThat(guard.tryAcquire()).as("and no more").isEmpty();
    probes.forEach(Guard.Permit::succeeded);

    assertThat(guard.state()).isEqualTo(GuardState.CLOSED);
    assertThat(states).containsExactly(GuardState.OPEN, GuardState.HALF_OPEN, GuardState.CLOSED);
    assertThat(guard.status().transitions()).isEqualTo(3);
  }

  @Test
  void recordThatTheServiceRefusesNeverOpensIt() {
    Guard guard = new Guard("elasticsearch", options(1000));
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(
              () ->
                  guard.call(
                      () -> {
                        throw new IllegalArgumentException("mapping error");
                      },
                      IOException.class::isInstance))
          .hasMessage("mapping error");
    }
    assertThat(guard.state()).isEqualTo(GuardState.CLOSED);
    assertThat(guard.status().refused()).isEqualTo(100);
    assertThat(guard.status().failed()).isZero();
  }

  @Test
  void eachCallHasExactlyOneEnd() {
    Guard guard = new Guard("redis", options(1000));
    Guard.Permit permit = guard.acquire();
    permit.succeeded();
    permit.failed(DOWN);
    permit.unused();
    GuardStatus status = guard.status();
    assertThat(status.succeeded()).isEqualTo(1);
    assertThat(status.failed()).isZero();
    assertThat(status.underWay()).isZero();
    assertThat(status.lastError()).isEmpty();
  }

  @Test
  void callsUnderWayAreBounded() {
    Guard guard = new Guard("postgresql", options(1000));
    List<Guard.Permit> permits = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      permits.add(guard.acquire());
    }
    assertThatThrownBy(guard::acquire)
        .isInstanceOfSatisfying(
            TurnedAwayException.class,
            e -> assertThat(e.reason()).isEqualTo(TurnedAwayException.Reason.FULL));
    permits.get(0).unused();
    assertThat(guard.tryAcquire()).isPresent();
    assertThat(guard.status().turnedAway()).isEqualTo(1);
  }

  @Test
  void callWithoutAnAnswerFailsAfterTheTimeOut() {
    Guard guard = new Guard("webhook", options(60_000));
    for (int i = 0; i < 4; i++) {
      CompletableFuture<String> answer =
          guard.callAsync(CompletableFuture<String>::new, error -> true);
      assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(TimeoutException.class);
    }
    assertThat(guard.state()).isEqualTo(GuardState.OPEN);
    assertThatThrownBy(() -> guard.callAsync(CompletableFuture<String>::new, error -> true).get())
        .hasCauseInstanceOf(TurnedAwayException.class);
    assertThat(guard.status().underWay()).isZero();
  }

  @Test
  void operatorsWordHoldsOverReconfigurationUntilReleased() {
    Guard guard = new Guard("kafka", options(1000));
    guard.forceOpen();
    assertThat(guard.tryAcquire()).isEmpty();
    guard.reconfigure(GuardOptions.defaults());
    assertThat(guard.state()).isEqualTo(GuardState.FORCED_OPEN);
    guard.forceClosed();
    fail(guard, 50);
    assertThat(guard.state()).isEqualTo(GuardState.FORCED_CLOSED);
    guard.release();
    assertThat(guard.state()).isEqualTo(GuardState.CLOSED);
    assertThat(guard.options().openTime()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void fallbackAsksTheNextWhereOneFailsOrKnowsNothing() {
    Guard guard = new Guard("postgresql", options(60_000));
    Fallback<String, String> names =
        Fallback.<String, String>first("cache", key -> Optional.empty())
            .then(
                "database",
                key ->
                    guard.call(
                        () -> {
                          throw DOWN;
                        },
                        IOException.class::isInstance))
            .then("static", key -> key.equals("known") ? Optional.of("answer") : Optional.empty());
    for (int i = 0; i < 6; i++) {
      assertThat(names.find("known")).contains("answer");
    }
    assertThat(names.find("other")).isEmpty();
    assertThat(names.answers()).containsEntry("cache", 0L).containsEntry("static", 6L);
    assertThat(names.failures()).containsEntry("database", 7L);
    assertThat(names.unanswered()).isEqualTo(1);
    assertThat(guard.status().failed()).as("the open breaker spared three calls").isEqualTo(4);
  }

  @Test
  void optionsSayWhatWasExpected() {
    assertThatThrownBy(() -> GuardOptions.from("guard.es", Map.of("guard.es.open-ms", "soon")))
        .hasMessage("guard.es.open-ms: expected a whole number of ms, found \"soon\"");
    assertThatThrownBy(
            () -> GuardOptions.from("", Map.of("window-calls", "5", "minimum-calls", "10")))
        .hasMessageContaining("expected at most window-calls (5), found 10");
    for (GuardOption option : GuardOption.values()) {
      GuardOptions changed =
          GuardOptions.from("", Map.of(option.key(), String.valueOf(option.byDefault() + 1)));
      assertThat(changed).as(option.key()).isNotEqualTo(GuardOptions.defaults());
    }
  }

  @Test
  void guardsAreFoundByName() {
    Guards guards = new Guards();
    Guard kafka = guards.guard("kafka", GuardOptions.defaults());
    assertThat(guards.named("kafka")).isSameAs(kafka);
    assertThatThrownBy(() -> guards.named("redis"))
        .hasMessage("no guard \"redis\"; there are: kafka");
    List<GuardTransition> seen = new ArrayList<>();
    guards.onTransition(seen::add);
    kafka.forceOpen();
    assertThat(seen).extracting(GuardTransition::to).containsExactly(GuardState.FORCED_OPEN);
  }
}
