package io.logstream.functions.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;
import org.apache.flink.connector.base.sink.writer.ResultHandler;
import org.junit.jupiter.api.Test;

class UndeliveredTest {

  private final Undelivered undelivered = new Undelivered();
  private final BulkEntry first = entry("first");
  private final BulkEntry second = entry("second");
  private final List<String> told = new ArrayList<>();

  private final ResultHandler<BulkEntry> handler =
      new ResultHandler<>() {
        @Override
        public void complete() {
          told.add("complete");
        }

        @Override
        public void completeExceptionally(Exception e) {
          told.add(e.getMessage());
        }

        @Override
        public void retryForEntries(List<BulkEntry> again) {
          told.add("again " + again);
        }
      };

  private static BulkEntry entry(String id) {
    return new BulkEntry(
        new IndexDocument(id, "index", "{}".getBytes(UTF_8), new byte[0], "logs-0-0", ""));
  }

  private List<BulkEntry> kept(BulkEntry... buffered) {
    return undelivered
        .with(
            Stream.of(buffered).map(entry -> new RequestEntryWrapper<>(entry, 2)).toList(),
            BulkEntry::size)
        .getBufferedRequestEntries()
        .stream()
        .map(RequestEntryWrapper::getRequestEntry)
        .toList();
  }

  @Test
  void whatIsUnderWayIsKeptBeforeWhatIsBuffered() {
    undelivered.track(List.of(first), handler);

    assertThat(kept(second)).containsExactly(first, second);
  }

  @Test
  void whatIsDeliveredIsNotKept() {
    undelivered.track(List.of(first, second), handler).complete();

    assertThat(kept()).isEmpty();
    assertThat(told).containsExactly("complete");
  }

  @Test
  void whatIsToBeSentAgainIsKeptOnceWhetherTheBufferHasItYetOrNot() {
    undelivered.track(List.of(first, second), handler).retryForEntries(List.of(second));

    assertThat(kept()).containsExactly(second);
    assertThat(kept(second)).containsExactly(second);
    assertThat(told).containsExactly("again [second]");

    undelivered.track(List.of(second), handler).complete();
    assertThat(kept()).isEmpty();
  }

  @Test
  void whatFailedIsKept() {
    undelivered.track(List.of(first), handler).completeExceptionally(new Exception("no"));

    assertThat(kept()).containsExactly(first);
    assertThat(told).containsExactly("no");
  }

  @Test
  void twoEntriesOfTheSameDocumentAreTwo() {
    undelivered.track(List.of(first), handler);
    undelivered.track(List.of(entry("first")), handler).complete();

    assertThat(kept()).containsExactly(first);
  }
}
