package io.logstream.functions.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.Payment;
import io.logstream.functions.event.Payment.Kind;
import io.logstream.functions.event.RideEvent;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TellerTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = 1_790_000_000L * SECOND;
  private static final Rules RULES = new Rules(500, 100_000, 200, Duration.ofHours(1));

  /** Users' states and keys as a map each. */
  private static final class Book {
    private final Teller teller = new Teller(RULES);
    private final Map<String, UserState> states = new HashMap<>();
    private final Map<String, Seen> seen = new HashMap<>();

    Decision decide(Payment payment) {
      UserState before = states.getOrDefault(payment.user(), UserState.of(payment.user()));
      String key = payment.user() + '\0' + payment.key();
      Decision decision =
          teller.decide(payment, before, Optional.ofNullable(seen.get(key)), Long.MIN_VALUE);
      states.put(payment.user(), decision.state());
      decision.seen().ifPresent(remembered -> seen.put(key, remembered));
      return decision;
    }
  }

  /**
   * The rules of the house written down a second time, over whole lists and unbounded numbers: no
   * state, no hashes, nothing of what is tested.
   */
  private static final class Oracle {
    private final List<Payment> settled = new ArrayList<>();
    private final Map<String, Payment> decided = new HashMap<>();

    Outcome outcome(Payment asked) {
      if (asked.amount() <= 0) {
        return Outcome.AMOUNT_NOT_POSITIVE;
      }
      if (asked.amount() > 100_000) {
        return Outcome.AMOUNT_TOO_LARGE;
      }
      if (!List.of("EUR", "JPY").contains(asked.currency())) {
        return Outcome.CURRENCY_UNKNOWN;
      }
      if (asked.kind() == Kind.CHARGE && asked.payee().isEmpty()) {
        return Outcome.PAYEE_MISSING;
      }
      if (asked.received() - asked.at() > 3600 * SECOND) {
        return Outcome.TOO_LATE;
      }
      Payment before = decided.putIfAbsent(asked.user() + "/" + asked.key(), asked);
      if (before != null) {
        boolean isSame =
            before.kind() == asked.kind()
                && before.amount() == asked.amount()
                && before.currency().equals(asked.currency())
                && before.payee().equals(asked.payee());
        return isSame ? Outcome.DUPLICATE : Outcome.KEY_REUSED;
      }
      if (asked.kind() == Kind.CHARGE
          && balance(asked.user(), asked.currency())
                  .subtract(BigInteger.valueOf(asked.amount()))
                  .compareTo(BigInteger.valueOf(-500))
              < 0) {
        return Outcome.INSUFFICIENT_FUNDS;
      }
      settled.add(asked);
      return Outcome.SETTLED;
    }

    BigInteger balance(String user, String currency) {
      return settled.stream()
          .filter(p -> p.user().equals(user) && p.currency().equals(currency))
          .map(p -> BigInteger.valueOf(p.kind() == Kind.CHARGE ? -p.amount() : p.amount()))
          .reduce(BigInteger.ZERO, BigInteger::add);
    }
  }

  @Provide
  Arbitrary<Payment> payments() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 12).map(n -> "key-" + n),
            Arbitraries.of(Kind.values()),
            Arbitraries.of("ada", "grace", "mary"),
            Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.of("driver-1", "driver-2")),
                Tuple.of(1, Arbitraries.just(""))),
            Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.longs().between(1, 900)),
                Tuple.of(1, Arbitraries.of(0L, -5L, 100_001L, Long.MAX_VALUE))),
            Arbitraries.frequency(Tuple.of(5, "EUR"), Tuple.of(4, "JPY"), Tuple.of(1, "XX")),
            Arbitraries.frequency(Tuple.of(9, 2L), Tuple.of(1, 3601L)))
        .as(
            (key, kind, user, payee, amount, currency, age) ->
                new Payment(
                    "id-" + key,
                    key,
                    kind,
                    user,
                    "",
                    payee,
                    amount,
                    currency,
                    NOW - age * SECOND,
                    NOW));
  }

  @Property(tries = 2000)
  void decidesAsTheRulesSayWhateverComes(@ForAll("sequences") List<Payment> sequence) {
    Book book = new Book();
    Oracle oracle = new Oracle();
    Map<String, BigInteger> ledger = new HashMap<>();
    Set<String> ids = new HashSet<>();
    for (Payment payment : sequence) {
      Decision decision = book.decide(payment);
      Outcome outcome =
          decision instanceof Decision.Refused refused
              ? refused.refusal().reason()
              : Outcome.SETTLED;
      assertThat(outcome).isEqualTo(oracle.outcome(payment));
      if (decision instanceof Decision.Settled settled) {
        assertThat(ids.add(settled.settlement().id())).as("settled once").isTrue();
        for (LedgerEntry entry : settled.settlement().entries()) {
          ledger.merge(
              entry.account() + " " + entry.currency(),
              BigInteger.valueOf(entry.amount()),
              BigInteger::add);
        }
      }
    }
    assertThat(ledger.values().stream().reduce(BigInteger.ZERO, BigInteger::add)).isZero();
    assertThat(ids).hasSize(oracle.settled.size());
    for (UserState state : book.states.values()) {
      state
          .balances()
          .forEach(
              (currency, balance) -> {
                assertThat(BigInteger.valueOf(balance))
                    .isEqualTo(oracle.balance(state.user(), currency))
                    .isEqualTo(ledger.get("user:" + state.account() + " " + currency));
                assertThat(balance).isGreaterThanOrEqualTo(-RULES.overdraft());
              });
    }
  }

  @Provide
  Arbitrary<List<Payment>> sequences() {
    return payments().list().ofMaxSize(60);
  }

  @Property(tries = 500)
  void everySettlementSumsToZero(
      @ForAll @LongRange(min = 1) long amount,
      @ForAll @IntRange(max = 1000) int perMille,
      @ForAll Kind kind) {
    Teller teller =
        new Teller(new Rules(Long.MAX_VALUE, Long.MAX_VALUE, perMille, Duration.ofDays(1)));
    Decision decision =
        teller.decide(payment("k", kind, amount), UserState.of("ada"), Optional.empty(), 0);
    assertThat(decision).isInstanceOf(Decision.Settled.class);
    Settlement settlement = ((Decision.Settled) decision).settlement();
    assertThat(settlement.fee()).isBetween(0L, amount);
    assertThat(
            settlement.entries().stream()
                .map(entry -> BigInteger.valueOf(entry.amount()))
                .reduce(BigInteger.ZERO, BigInteger::add))
        .isZero();
  }

  private static Payment payment(String key, Kind kind, long amount) {
    return new Payment("id", key, kind, "ada", "ride", "driver", amount, "EUR", NOW, NOW);
  }

  @Test
  void aRetryOfARefusalIsNoSecondChance() {
    Book book = new Book();
    assertThat(reason(book.decide(payment("a", Kind.CHARGE, 501))))
        .isEqualTo(Outcome.INSUFFICIENT_FUNDS);
    book.decide(payment("b", Kind.TOP_UP, 10_000));
    assertThat(reason(book.decide(payment("a", Kind.CHARGE, 501)))).isEqualTo(Outcome.DUPLICATE);
  }

  @Test
  void anotherAmountUnderTheSameKeyIsRefusedAsSuch() {
    Book book = new Book();
    book.decide(payment("a", Kind.CHARGE, 10));
    assertThat(reason(book.decide(payment("a", Kind.CHARGE, 11)))).isEqualTo(Outcome.KEY_REUSED);
  }

  @Test
  void whatAnErasedUserAskedForBeforeComesToNothing() {
    UserState fresh = UserState.of("ada");
    Decision decision =
        new Teller(RULES).decide(payment("a", Kind.TOP_UP, 10), fresh, Optional.empty(), NOW);
    assertThat(reason(decision)).isEqualTo(Outcome.USER_ERASED);
    assertThat(decision.state()).as("nothing of the user comes back").isEqualTo(fresh);
  }

  @Test
  void timesThatNoClockHasAreRefused() {
    for (long at : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0}) {
      Payment payment = new Payment("i", "k", Kind.TOP_UP, "ada", "", "", 5, "EUR", at, NOW);
      Outcome reason =
          reason(
              new Teller(RULES)
                  .decide(payment, UserState.of("ada"), Optional.empty(), Long.MIN_VALUE));
      assertThat(reason).isIn(Outcome.TOO_LATE, Outcome.FROM_THE_FUTURE, Outcome.USER_ERASED);
    }
  }

  @Property(tries = 300)
  void theLastStepOfARideStaysInWhateverOrderStepsCome(
      @ForAll("steps") List<RideEvent> steps, @ForAll long seed) {
    List<RideEvent> shuffled = new ArrayList<>(steps);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(ridden(shuffled)).isEqualTo(ridden(steps));
  }

  @Provide
  Arbitrary<List<RideEvent>> steps() {
    return Combinators.combine(
            Arbitraries.of(RideEvent.Phase.values()),
            Arbitraries.of("r1", "r2"),
            Arbitraries.longs().between(1, 5))
        .as((phase, ride, at) -> new RideEvent("", phase, "ada", ride, "", at))
        .list()
        .ofMaxSize(12);
  }

  private static UserState ridden(List<RideEvent> steps) {
    UserState state = UserState.of("ada");
    for (RideEvent step : steps) {
      state = state.after(step);
    }
    return state;
  }

  private static Outcome reason(Decision decision) {
    return ((Decision.Refused) decision).refusal().reason();
  }
}
