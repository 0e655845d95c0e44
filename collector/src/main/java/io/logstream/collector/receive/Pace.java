package io.logstream.collector.receive;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.concurrent.TimeUnit;

/**
 * When a connection is read from: while there is room, while its sender keeps to its rate, and
 * while it takes its answers. What is not read waits in the sender's socket: nothing is lost.
 */
public final class Pace {

  private static final AttributeKey<Pace> KEY = AttributeKey.valueOf(Pace.class, "pace");

  private final Channel channel;
  private boolean isRoom = true;
  private boolean isFast;
  private boolean isHeard = true;

  private Pace(Channel channel) {
    this.channel = channel;
  }

  /** Puts a connection under pace. */
  public static void install(Channel channel) {
    channel.attr(KEY).set(new Pace(channel));
  }

  /** Tells a connection, if it is under pace, whether there is room. Any thread. */
  public static void room(Channel channel, boolean isRoom) {
    Pace pace = channel.attr(KEY).get();
    if (pace != null) {
      pace.room(isRoom);
    }
  }

  /** Tells a connection, if it is under pace, whether its sender reads the answers it gets. */
  public static void answersRead(Channel channel, boolean areRead) {
    Pace pace = channel.attr(KEY).get();
    if (pace != null) {
      pace.heard(areRead);
    }
  }

  /** Does not read from a connection for some time. */
  static void pause(Channel channel, long nanos) {
    Pace pace = channel.attr(KEY).get();
    if (pace != null) {
      pace.fast(true);
      channel.eventLoop().schedule(() -> pace.fast(false), nanos, TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void room(boolean is) {
    isRoom = is;
    set();
  }

  private synchronized void fast(boolean is) {
    isFast = is;
    set();
  }

  private synchronized void heard(boolean is) {
    isHeard = is;
    set();
  }

  private void set() {
    channel.config().setAutoRead(isRoom && !isFast && isHeard);
  }
}
