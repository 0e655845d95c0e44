package io.logstream.functions.impact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.logstream.functions.impact.Accuracy.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracyTest {

  @Test
  void theAreaIsTheShareOfPairsInTheRightOrder() {
    List<Outcome> outcomes =
        List.of(
            new Outcome(0.9, true),
            new Outcome(0.4, true),
            new Outcome(0.4, false),
            new Outcome(0.1, false));

    assertThat(Accuracy.areaUnderCurve(outcomes)).isCloseTo(3.5 / 4, offset(1e-9));
    assertThat(Accuracy.areaUnderCurve(outcomes.subList(0, 2))).isNaN();
  }

  @Test
  void brierIsTheMeanSquaredDifference() {
    assertThat(Accuracy.brierScore(List.of(new Outcome(0.8, true), new Outcome(0.3, false))))
        .isCloseTo((0.04 + 0.09) / 2, offset(1e-9));
    assertThat(Accuracy.brierScore(List.of())).isNaN();
  }
}
