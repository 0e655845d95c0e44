package io.logstream.functions.enrich.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.control.Columns;
import io.logstream.functions.control.ControlTable;
import io.logstream.functions.control.InvalidRowException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * What a {@link Directory} said of late, in front of it on the hot path. Not safe for use by two
 * threads.
 *
 * <p>The first to ask for a thing waits for the answer, but only so long, and all such waits
 * together take only a share of the time: a directory that is slow or down costs lines their
 * enrichment, not their pace. What is known is given at once for as long as the process runs: it is
 * asked again behind the back when it has grown old, and stays until there is another answer.
 */
final class DirectoryCache<R> {

  /**
   * How it is held.
   *
   * @param size things remembered; beyond that the one not asked for longest is forgotten
   * @param fresh how old an answer may be before it is asked again
   * @param retry how long after a failure it is asked again
   * @param firstWait the longest wait of one who asks first
   * @param budget the most that waits take of each second
   */
  record Limits(int size, Duration fresh, Duration retry, Duration firstWait, Duration budget) {

    static final Limits DEFAULT =
        new Limits(
            50_000,
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofMillis(200));
  }

  /** What is known of a thing. */
  sealed interface Answer<R> {

    /** What it is. */
    record Known<R>(R row) implements Answer<R> {}

    /** That the directory does not have it. */
    record Nothing<R>() implements Answer<R> {}

    /** Nothing is known yet. */
    record Unknown<R>() implements Answer<R> {}
  }

  private static final class Entry<R> {
    private Answer<R> answer = new Answer.Unknown<>();
    private CompletableFuture<Optional<String>> asked;
    private boolean waited;
    private long askAgain;
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SECOND = 1_000_000_000L;

  private final Directory directory;
  private final ControlTable<R> table;
  private final Limits limits;
  private final LongSupplier nanoTime;
  private final LinkedHashMap<Directory.Key, Entry<R>> entries;

  private long second = Long.MIN_VALUE;
  private long waitedInSecond;
  private long failures;
  private long malformed;

  DirectoryCache(Directory directory, ControlTable<R> table, Limits limits, LongSupplier nanoTime) {
    this.directory = directory;
    this.table = table;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.entries =
        new LinkedHashMap<>(64, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Directory.Key, Entry<R>> eldest) {
            return size() > limits.size();
          }
        };
  }

  /** What is known of a thing now. */
  Answer<R> get(Directory.Key key) {
    Entry<R> entry = entries.get(key);
    if (entry == null) {
      entry = new Entry<>();
      entries.put(key, entry);
      ask(key, entry);
    } else if (entry.asked == null && nanoTime.getAsLong() - entry.askAgain >= 0) {
      ask(key, entry);
    }
    if (entry.asked != null) {
      if (!entry.waited && entry.answer instanceof Answer.Unknown<R>) {
        entry.waited = true;
        await(entry.asked);
      }
      if (entry.asked.isDone()) {
        settle(key, entry);
      }
    }
    return entry.answer;
  }

  /** Answers that did not come; asked again a little later. */
  long failures() {
    return failures;
  }

  /** Rows that the table's columns do not fit: such a thing counts as one that is not there. */
  long malformed() {
    return malformed;
  }

  private void ask(Directory.Key key, Entry<R> entry) {
    entry.asked = directory.find(key).toCompletableFuture();
  }

  private void await(CompletableFuture<?> asked) {
    if (asked.isDone()) {
      return;
    }
    long start = nanoTime.getAsLong();
    if (Math.floorDiv(start, SECOND) != second) {
      second = Math.floorDiv(start, SECOND);
      waitedInSecond = 0;
    }
    long left = Math.min(limits.firstWait().toNanos(), limits.budget().toNanos() - waitedInSecond);
    if (left <= 0) {
      return;
    }
    try {
      asked.get(left, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Settled, or left for the next to ask.
    }
    waitedInSecond += nanoTime.getAsLong() - start;
  }

  private void settle(Directory.Key key, Entry<R> entry) {
    long now = nanoTime.getAsLong();
    try {
      Optional<String> row = entry.asked.join();
      entry.answer = row.isEmpty() ? new Answer.Nothing<>() : read(key, row.get());
      entry.askAgain = now + limits.fresh().toNanos();
    } catch (CompletionException | java.util.concurrent.CancellationException e) {
      failures++;
      entry.askAgain = now + limits.retry().toNanos();
    }
    entry.asked = null;
  }

  private Answer<R> read(Directory.Key key, String row) {
    try {
      return new Answer.Known<>(table.reader().read(new Columns(key.text(), JSON.readTree(row))));
    } catch (InvalidRowException | JsonProcessingException e) {
      malformed++;
      return new Answer.Nothing<>();
    }
  }
}
