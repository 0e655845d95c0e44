package io.logstream.console.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.LiveRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiveBoardTest {

  private static LiveRow row(String of, long second, long value) {
    return new LiveRow("logs.by_service", of, second, OptionalLong.of(value));
  }

  @Test
  void givesWhatChangedSinceEachRowOnceInItsNewestState() {
    LiveBoard board = new LiveBoard(100);
    board.put(row("a", 1, 1));
    long seen = board.version();
    board.put(row("b", 1, 5));
    board.put(row("a", 1, 2));
    board.put(row("a", 1, 3));

    assertThat(board.since(seen).rows()).containsExactly(row("b", 1, 5), row("a", 1, 3));
    assertThat(board.since(board.version()).rows()).isEmpty();
  }

  @Test
  void theSameValueAgainIsNoChange() {
    LiveBoard board = new LiveBoard(100);
    board.put(row("a", 1, 1));
    long seen = board.version();
    board.put(row("a", 1, 1));
    assertThat(board.since(seen).rows()).isEmpty();
  }

  @Test
  void aRowTakenBackIsToldOfAsSuch() {
    LiveBoard board = new LiveBoard(100);
    board.put(row("a", 1, 1));
    long seen = board.version();
    LiveRow back = new LiveRow("logs.by_service", "a", 1, OptionalLong.empty());
    board.put(back);
    assertThat(board.since(seen).rows()).containsExactly(back);
  }

  @Test
  void whatIsOldIsForgottenAndNeverGrows() {
    LiveBoard board = new LiveBoard(10);
    for (long second = 0; second < 1_000; second++) {
      board.put(row("a", second, second));
      board.put(row("b", second, second));
    }
    assertThat(board.size()).isEqualTo(20);
    assertThat(board.since(0).rows()).hasSize(20);
    board.put(row("a", 5, 1));
    assertThat(board.size()).as("what comes too late is passed over").isEqualTo(20);
  }

  @Test
  void whoeverTakesChangesNowAndThenHasWhatStands() {
    LiveBoard board = new LiveBoard(50);
    Random random = new Random(4);
    Map<List<Object>, OptionalLong> reader = new HashMap<>();
    long seen = 0;
    for (int i = 0; i < 20_000; i++) {
      long second = i / 100 - random.nextInt(20);
      String of = "s" + random.nextInt(5);
      OptionalLong value =
          random.nextInt(10) == 0 ? OptionalLong.empty() : OptionalLong.of(random.nextInt(9));
      board.put(new LiveRow("m", of, second, value));
      if (random.nextInt(500) == 0) {
        LiveBoard.Changes changes = board.since(seen);
        changes.rows().forEach(row -> reader.put(List.of(row.of(), row.second()), row.value()));
        seen = changes.version();
      }
    }
    board.since(seen).rows().forEach(r -> reader.put(List.of(r.of(), r.second()), r.value()));
    for (LiveRow row : board.since(0).rows()) {
      assertThat(reader).containsEntry(List.of(row.of(), row.second()), row.value());
    }
  }
}
