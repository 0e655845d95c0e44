package io.logstream.functions.impact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.logstream.functions.otlp.LogRecord;
import io.logstream.functions.otlp.Resource;
import io.logstream.functions.otlp.Span;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MovementFinderTest {

  private static final Resource CART = new Resource(Map.of("service.name", "cart"));

  private final MovementFinder finder = new MovementFinder();
  private final Random random = new Random(7);
  private int number;

  private Span request(double millis) {
    number++;
    long jitter = random.nextInt(200_000);
    return new Span(
        CART,
        "t" + number,
        "s" + number,
        "elsewhere",
        "GET /cart",
        Span.Kind.SERVER,
        0,
        (long) (millis * 1e6) + jitter,
        false,
        "",
        Map.of());
  }

  private LogRecord error() {
    return new LogRecord(CART, 0, LogRecord.ERROR, "no", "t" + number, "s" + number, Map.of());
  }

  @Test
  void slowerRequestsAreAMovement() {
    for (int i = 0; i < 30; i++) {
      finder.before(request(10));
      finder.after(request(20));
    }

    Movement cart = finder.find().get("cart");
    assertThat(cart.moved()).isTrue();
    assertThat(cart.latencyRatio()).isCloseTo(2, offset(0.1));
  }

  @Test
  void fasterOnesAndAFewSlowOnesAreNone() {
    for (int i = 0; i < 30; i++) {
      finder.before(request(10));
      finder.after(request(i == 0 ? 500 : 8));
    }

    assertThat(finder.find().get("cart").moved()).isFalse();
  }

  @Test
  void moreFailuresAreAMovementUnlessTheyMayBeChance() {
    for (int i = 0; i < 50; i++) {
      finder.before(request(10));
      finder.after(request(10));
      if (i < 12) {
        finder.after(error());
      }
    }

    Movement cart = finder.find().get("cart");
    assertThat(cart.errorsAfter()).isCloseTo(0.24, offset(1e-9));
    assertThat(cart.moved()).isTrue();
  }

  @Test
  void threeFailuresOfTwentyMayBeChance() {
    for (int i = 0; i < 20; i++) {
      finder.before(request(10));
      finder.after(request(10));
      if (i < 3) {
        finder.after(error());
      }
    }

    assertThat(finder.find().get("cart").moved()).isFalse();
  }

  @Test
  void ofAServiceThatServedNothingBeforeNothingIsSaid() {
    finder.after(request(10));

    assertThat(finder.find()).isEmpty();
  }
}
