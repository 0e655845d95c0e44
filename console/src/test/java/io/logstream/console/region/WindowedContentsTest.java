package io.logstream.console.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.console.region.WindowedContents.Difference;
import io.logstream.console.region.WindowedContents.Judgement;
import io.logstream.console.region.WindowedContents.Place;
import io.logstream.console.region.WindowedContents.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WindowedContentsTest {

  private static final long WINDOW = 10_000;
  private static final long GRACE = 5_000;
  private static final long LATER = 1_000_000;

  private final WindowedContents contents = new WindowedContents(WINDOW, GRACE, 1_000);

  private void origin(long time, long hash, long now) {
    contents.add(Side.ORIGIN, time, hash, new Place(0, hash), now);
  }

  private void mirror(long time, long hash, long now) {
    contents.add(Side.MIRROR, time, hash, new Place(1, hash), now);
  }

  @Test
  void whatBothHaveIsEqual() {
    origin(12_000, 1, 0);
    origin(13_000, 2, 0);
    mirror(13_000, 2, 1);
    mirror(12_000, 1, 2);

    assertThat(contents.judge(LATER)).isEqualTo(new Judgement(1, 0, 0, 0));
    assertThat(contents.differences(LATER, 10, 10)).isEmpty();
    assertThat(contents.behind()).isZero();
  }

  @Test
  void whatTheMirrorLacksIsFoundInItsWindow() {
    origin(12_000, 1, 0);
    origin(21_000, 2, 0);
    origin(22_000, 3, 0);
    mirror(12_000, 1, 0);
    mirror(22_000, 3, 0);

    assertThat(contents.judge(LATER)).isEqualTo(new Judgement(2, 1, 1, 0));
    assertThat(contents.differences(LATER, 10, 10))
        .containsExactly(new Difference(20_000, 2, 1, List.of(new Place(0, 2)), List.of()));
    assertThat(contents.behind()).isOne();
  }

  @Test
  void aRecordThatWasChangedOnItsWayIsMissingAndExtra() {
    origin(1_000, 1, 0);
    mirror(1_000, 2, 0);

    assertThat(contents.differences(LATER, 10, 10))
        .containsExactly(
            new Difference(0, 1, 1, List.of(new Place(0, 1)), List.of(new Place(1, 2))));
  }

  @Test
  void aWindowIsJudgedWhenItsOriginWasQuietForTheGrace() {
    origin(1_000, 1, 0);

    assertThat(contents.judge(GRACE - 1).judged()).isZero();
    assertThat(contents.judge(GRACE).divergent()).isOne();
  }

  @Test
  void aMirrorThatIsSeenFirstIsNoDifference() {
    mirror(1_000, 1, 0);
    assertThat(contents.judge(GRACE - 1).judged()).isZero();
    origin(1_000, 1, 10);

    assertThat(contents.judge(LATER).divergent()).isZero();
    assertThat(contents.behind()).isZero();
  }

  @Test
  void aRecordThatComesAgainCountsOnce() {
    origin(1_000, 1, 0);
    mirror(1_000, 1, 0);
    mirror(1_000, 1, 0);

    assertThat(contents.judge(LATER)).isEqualTo(new Judgement(1, 0, 0, 0));
    assertThat(contents.again()).isOne();
  }

  @Test
  void lagIsHowMuchLaterTheMirrorHasIt() {
    origin(1_000, 1, 100);
    assertThat(contents.add(Side.MIRROR, 1_000, 1, new Place(0, 0), 350)).hasValue(250);
    mirror(1_000, 2, 400);
    assertThat(contents.add(Side.ORIGIN, 1_000, 2, new Place(0, 0), 420)).hasValue(0);
  }

  @Test
  void timesBeforeTheEpochHaveWindowsToo() {
    origin(-1, 1, 0);
    assertThat(contents.differences(LATER, 1, 1).get(0).start()).isEqualTo(-WINDOW);
  }

  @Test
  void equalWindowsAreForgottenFirstAndDivergentOnesNever() {
    origin(0, -1, 0);
    for (int i = 1; i <= 2_000; i++) {
      origin(i * WINDOW, i, i);
      mirror(i * WINDOW, i, i);
    }

    Judgement judgement = contents.judge(LATER);
    assertThat(judgement.judged()).isLessThanOrEqualTo(1_000);
    assertThat(judgement.missing()).isOne();
    assertThat(contents.differences(LATER, 1, 1).get(0).start()).isZero();
  }

  @Property
  void theOrderInWhichRecordsComeChangesNothing(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int count) {
    WindowedContents one = new WindowedContents(WINDOW, GRACE, 1_000);
    WindowedContents other = new WindowedContents(WINDOW, GRACE, 1_000);
    Random random = new Random(seed);
    List<Runnable> intoOne = new ArrayList<>();
    List<Runnable> intoOther = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long time = random.nextInt(40_000);
      long hash = random.nextInt(20);
      Side side = random.nextBoolean() ? Side.ORIGIN : Side.MIRROR;
      Place place = new Place(0, hash);
      // A record's time is one with its contents.
      long own = time / WINDOW * 100 + hash;
      intoOne.add(() -> one.add(side, time, own, place, 0));
      intoOther.add(() -> other.add(side, time, own, place, 0));
    }
    Collections.shuffle(intoOther, random);
    intoOne.forEach(Runnable::run);
    intoOther.forEach(Runnable::run);

    assertThat(one.judge(LATER)).isEqualTo(other.judge(LATER));
    assertThat(one.differences(LATER, 99, 99)).isEqualTo(other.differences(LATER, 99, 99));
    assertThat(one.behind()).isEqualTo(other.behind());
  }
}
