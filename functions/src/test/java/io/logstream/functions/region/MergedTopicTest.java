package io.logstream.functions.region;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MergedTopicTest {

  private static final String KEY = "incidents/1";

  /**
   * A region with its topic as a list, and the mirror of the other's, which comes when it comes.
   */
  private static final class Region {
    final MergedTopic merge;
    final List<Written> topic = new ArrayList<>();
    Region other;
    int readOwn;
    int readMirror;

    Region(String name) {
      merge = new MergedTopic(name);
    }

    record Written(String key, Optional<byte[]> value, Optional<Stamp> stamp, long millis) {}

    void write(String key, String value, long millis) {
      Optional<byte[]> bytes =
          value.isEmpty() ? Optional.empty() : Optional.of(value.getBytes(UTF_8));
      topic.add(new Written(key, bytes, Optional.empty(), millis));
    }

    void mirror() {
      if (readMirror < other.topic.size()) {
        Written record = other.topic.get(readMirror++);
        merge.mirrored(record.key, record.value, record.stamp);
      }
    }

    /** To its end, and then what is due. */
    int append() {
      while (readOwn < topic.size()) {
        Written record = topic.get(readOwn++);
        merge.own(record.key, record.value, record.stamp, record.millis);
      }
      List<MergedTopic.Append> due = merge.due();
      due.forEach(
          one -> topic.add(new Written(one.key(), one.value(), Optional.of(one.stamp()), 0)));
      return due.size();
    }

    /** As a reader has it that knows of no regions. */
    Map<String, String> table() {
      Map<String, String> table = new HashMap<>();
      for (Written record : topic) {
        if (record.value.isPresent()) {
          table.put(record.key, new String(record.value.get(), UTF_8));
        } else {
          table.remove(record.key);
        }
      }
      return table;
    }
  }

  private final Region east = new Region("east");
  private final Region west = new Region("west");

  MergedTopicTest() {
    east.other = west;
    west.other = east;
  }

  /** Until nobody has anything to say; how many records that took. */
  private static int settle(Region east, Region west) {
    int appended = 0;
    for (int quiet = 0; quiet < 2; ) {
      while (east.readMirror < west.topic.size()) {
        east.mirror();
      }
      while (west.readMirror < east.topic.size()) {
        west.mirror();
      }
      int more = east.append() + west.append();
      appended += more;
      quiet = more == 0 ? quiet + 1 : 0;
      assertThat(appended).as("records without end").isLessThan(10_000);
    }
    return appended;
  }

  @Test
  void aRecordGoesToTheOtherRegionAndNoFurther() {
    east.write(KEY, "right", 1_000);

    // With its stamp in its own region, and in the other; there it ends.
    assertThat(settle(east, west)).isEqualTo(2);
    assertThat(west.table()).isEqualTo(Map.of(KEY, "right")).isEqualTo(east.table());
    assertThat(settle(east, west)).isZero();
  }

  @Test
  void theLaterOfTwoWritesHoldsInBoth() {
    east.write(KEY, "right", 1_000);
    west.write(KEY, "wrong", 1_001);
    settle(east, west);

    assertThat(east.table()).isEqualTo(Map.of(KEY, "wrong")).isEqualTo(west.table());
  }

  @Test
  void ofTheSameMillisecondTheRegionDecides() {
    east.write(KEY, "right", 1_000);
    west.write(KEY, "wrong", 1_000);
    settle(east, west);

    assertThat(east.table()).isEqualTo(Map.of(KEY, "wrong")).isEqualTo(west.table());
  }

  @Test
  void whoHasSeenAWriteOverridesItThoughItsClockIsBehind() {
    west.write(KEY, "wrong", 9_000);
    settle(east, west);
    east.write(KEY, "right", 1_000);
    settle(east, west);

    assertThat(west.table()).isEqualTo(Map.of(KEY, "right")).isEqualTo(east.table());
  }

  @Test
  void aWriteThatCameBetweenIsNotCoveredByAnOlderOneOfAnotherRegion() {
    west.write(KEY, "wrong", 1_000);
    west.append();
    west.append();
    east.mirror();
    east.mirror();
    // East has read of west's, and before it appends it, somebody writes here.
    List<MergedTopic.Append> due = east.merge.due();
    east.write(KEY, "right", 2_000);
    due.forEach(
        one ->
            east.topic.add(
                new Region.Written(one.key(), one.value(), Optional.of(one.stamp()), 0)));
    settle(east, west);

    assertThat(east.table()).isEqualTo(Map.of(KEY, "right")).isEqualTo(west.table());
  }

  @Test
  void aRemovalIsAWrite() {
    east.write(KEY, "right", 1_000);
    settle(east, west);
    west.write(KEY, "", 2_000);
    settle(east, west);

    assertThat(east.table()).isEmpty();
    assertThat(west.table()).isEmpty();
  }

  @Test
  void whatCouldNotBeAppendedIsDueAgain() {
    east.write(KEY, "right", 1_000);
    east.merge.own(KEY, Optional.of("right".getBytes(UTF_8)), Optional.empty(), 1_000);
    MergedTopic.Append append = east.merge.due().get(0);
    assertThat(east.merge.due()).isEmpty();
    assertThat(east.merge.behind()).isOne();
    east.merge.notAppended(append);

    assertThat(east.merge.due()).containsExactly(append);
  }

  @Property(tries = 500)
  void bothRegionsEndWithTheSameTable(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int steps) {
    MergedTopicTest test = new MergedTopicTest();
    Random random = new Random(seed);
    int written = 0;
    for (int i = 0; i < steps; i++) {
      Region region = random.nextBoolean() ? test.east : test.west;
      switch (random.nextInt(3)) {
        case 0 -> {
          String value = random.nextInt(5) == 0 ? "" : "value " + i;
          // Clocks that are wrong by up to twenty steps, either way.
          region.write("key " + random.nextInt(3), value, 1_000 + i + random.nextInt(41) - 20);
          written++;
        }
        case 1 -> region.mirror();
        default -> region.append();
      }
    }
    int appended = settle(test.east, test.west);

    assertThat(test.east.table()).isEqualTo(test.west.table());
    assertThat(test.east.merge.behind() + test.west.merge.behind()).isZero();
    assertThat(appended).isLessThanOrEqualTo(6 * (written + 3));
    // A region that starts again has the same.
    Region again = new Region("east");
    again.topic.addAll(test.east.topic);
    again.other = test.west;
    assertThat(settle(again, test.west)).isZero();
  }
}
