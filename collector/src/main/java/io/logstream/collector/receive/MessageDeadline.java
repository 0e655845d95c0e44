package io.logstream.collector.receive;

import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a sender may take over one message (a line, a frame) once it has begun it. Who drips a
 * message byte by byte would else hold its connection, and what was kept of the message, for ever.
 * A connection between two messages may be idle for as long as it likes, and the time stands still
 * while the collector itself does not read.
 *
 * <p>Of one connection, in its event loop's thread.
 */
public final class MessageDeadline {

  private final long withinNanos;
  private final Runnable onLate;
  private boolean isHalf;
  private boolean isScheduled;
  private long begun;

  /**
   * @param onLate called once at most, when a message took too long
   */
  public MessageDeadline(Duration within, Runnable onLate) {
    this.withinNanos = within.toNanos();
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
      schedule(ctx, withinNanos);
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
    long left = withinNanos - (now - begun);
    if (left > 0) {
      schedule(ctx, left);
    } else {
      isHalf = false;
      onLate.run();
    }
  }
}
