package io.logstream.collector.receive;

import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * How long a sender may take over one message (a line, a frame) once it has begun it. Who drips a
 * message byte by byte would else hold its connection, and what was kept of the message, for ever.
 * A connection between two messages may be idle for as long as it likes, and the time stands still
 * while the collector itself does not read.
 *
 * <p>Of one connection, in its event loop's thread.
 */
public final class MessageDeadline {

  private final Duration within;
  private final String expected;
  private final Consumer<String> onLate;
  private boolean isHalf;
  private boolean isScheduled;
  private long begun;

  /**
   * @param expected what a sender is told that did not come in time: {@code expected the end …}
   * @param onLate called once at most, when a message took too long, with what to tell
   */
  public MessageDeadline(Duration within, String expected, Consumer<String> onLate) {
    this.within = within;
    this.expected = expected;
    this.onLate = onLate;
  }

  /**
   * Called after each read.
   *
   * @param isHalfNow whether a message has begun that is not whole yet
   * @param isAnother whether it is another than after the read before
   */
  public void watch(ChannelHandlerContext ctx, boolean isHalfNow, boolean isAnother) {
    if (isHalfNow && (isAnother || !isHalf)) {
      begun = System.nanoTime();
    }
    isHalf = isHalfNow;
    if (isHalf && !isScheduled) {
      schedule(ctx, within.toNanos());
    }
  }

  /** One task at a time looks at the clock: reads, which are many, only note it. */
  private void schedule(ChannelHandlerContext ctx, long nanos) {
    isScheduled = true;
    ctx.executor().schedule(() -> look(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  private void look(ChannelHandlerContext ctx) {
    isScheduled = false;
    if (!isHalf || !ctx.channel().isActive()) {
      return;
    }
    long now = System.nanoTime();
    if (!ctx.channel().config().isAutoRead()) {
      begun = now;
    }
    long left = within.toNanos() - (now - begun);
    if (left > 0) {
      schedule(ctx, left);
    } else {
      isHalf = false;
      onLate.accept("%s within %d ms of its beginning".formatted(expected, within.toMillis()));
    }
  }
}
