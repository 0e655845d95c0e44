package io.logstream.functions.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What must hold of stamps and merges for any clocks and any order. */
class HybridClockTest {

  @Provide
  Arbitrary<Stamp> stamps() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 5),
            Arbitraries.integers().between(0, 3),
            Arbitraries.of("east", "west", "north"))
        .as(Stamp::new);
  }

  @Provide
  Arbitrary<Versioned<String>> versions() {
    // A stamp has one write: the value follows from it.
    return stamps().map(stamp -> new Versioned<>(stamp, "written at " + stamp));
  }

  @Property
  void stampsGrowHoweverTheClockJumps(@ForAll @Size(min = 2, max = 50) List<Long> times) {
    AtomicLong now = new AtomicLong();
    HybridClock clock = new HybridClock("east", () -> Math.abs(now.get() % 1_000));
    Stamp last = clock.next();
    for (long time : times) {
      now.set(time);
      Stamp next = clock.next();
      assertThat(next).isGreaterThan(last);
      last = next;
    }
  }

  @Property
  void whatFollowsAStampOfAnotherRegionIsAfterIt(
      @ForAll("stamps") Stamp other, @ForAll @LongRange(min = 0, max = 9) long behind) {
    HybridClock clock = new HybridClock("east", () -> Math.max(0, other.millis() - behind));
    clock.heard(other);
    assertThat(clock.next()).isGreaterThan(other);
  }

  @Property
  void timeStaysThatOfTheFastestClock(
      @ForAll @Size(max = 30) List<@LongRange(min = 0, max = 100) Long> times) {
    AtomicLong now = new AtomicLong();
    HybridClock clock = new HybridClock("east", now::get);
    long fastest = 0;
    for (long time : times) {
      now.set(time);
      fastest = Math.max(fastest, time);
      assertThat(clock.next().millis()).isEqualTo(fastest);
    }
  }

  @Property
  void aFullCounterGoesOnInTheNextMillisecond() {
    Stamp full = new Stamp(5, Integer.MAX_VALUE, "west");
    assertThat(HybridClock.after(full, 1, "east")).isEqualTo(new Stamp(6, 0, "east"));
  }

  @Property
  void mergeIsCommutative(
      @ForAll("versions") Versioned<String> a, @ForAll("versions") Versioned<String> b) {
    assertThat(a.merge(b)).isEqualTo(b.merge(a));
  }

  @Property
  void mergeIsAssociative(
      @ForAll("versions") Versioned<String> a,
      @ForAll("versions") Versioned<String> b,
      @ForAll("versions") Versioned<String> c) {
    assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
  }

  @Property
  void mergeIsIdempotent(
      @ForAll("versions") Versioned<String> a, @ForAll("versions") Versioned<String> b) {
    Versioned<String> merged = a.merge(b);
    assertThat(merged.merge(a)).isEqualTo(merged);
    assertThat(merged.merge(b)).isEqualTo(merged);
    assertThat(Optional.of(merged.stamp())).hasValueSatisfying(s -> s.compareTo(a.stamp()));
  }
}
