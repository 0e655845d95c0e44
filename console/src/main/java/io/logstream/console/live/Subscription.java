package io.logstream.console.live;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One watcher's lines. A watcher that is too slow does not slow the others: what does not fit is
 * dropped and counted, and the watcher is told how many.
 */
public final class Subscription implements AutoCloseable {

  private static final int ROOM = 2_000;

  private final Predicate<JsonNode> matcher;
  private final Consumer<Subscription> onClose;
  private final BlockingQueue<JsonNode> lines = new ArrayBlockingQueue<>(ROOM);
  private final AtomicLong seen = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile String failure = "";

  Subscription(Predicate<JsonNode> matcher, Consumer<Subscription> onClose) {
    this.matcher = matcher;
    this.onClose = onClose;
  }

  void offer(JsonNode event) {
    failure = "";
    seen.incrementAndGet();
    if (matcher.test(event) && !lines.offer(event)) {
      dropped.incrementAndGet();
    }
  }

  void failed(String why) {
    failure = why;
  }

  /** The lines that came, up to so many; waits for a first one up to the given time. */
  public List<JsonNode> take(int most, long millis) throws InterruptedException {
    List<JsonNode> taken = new ArrayList<>();
    JsonNode first = lines.poll(millis, TimeUnit.MILLISECONDS);
    if (first != null) {
      taken.add(first);
      lines.drainTo(taken, most - 1);
    }
    return taken;
  }

  /** Lines that came by since the beginning, matching or not. */
  public long seen() {
    return seen.get();
  }

  /** Lines that matched and were dropped because the watcher was too slow. */
  public long dropped() {
    return dropped.get();
  }

  /** Why nothing comes at present; empty if all is well. */
  public String failure() {
    return failure;
  }

  @Override
  public void close() {
    onClose.accept(this);
  }
}
