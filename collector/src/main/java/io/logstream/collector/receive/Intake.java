package io.logstream.collector.receive;

import io.logstream.collector.CollectorMetrics;
import io.logstream.collector.access.Limits;
import io.logstream.collector.line.Line;
import io.logstream.collector.line.Parcel;
import io.logstream.collector.line.Receipt;
import io.logstream.collector.outlet.Gate;
import io.logstream.collector.outlet.Lanes;
import io.netty.channel.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What receivers hand their lines to. */
public final class Intake {

  private final Lanes lanes;
  private final Gate gate;
  private final CollectorMetrics metrics;
  private final Sources sources;
  private final Limits limits;
  private final int maxLine;
  private final Duration messageWithin;
  private final String region;

  /**
   * @param maxLine bytes; what is longer goes to the dead letters, cut off there
   * @param messageWithin how long a sender may take over one message
   */
  public Intake(
      Lanes lanes,
      Gate gate,
      CollectorMetrics metrics,
      Sources sources,
      Limits limits,
      int maxLine,
      Duration messageWithin,
      String region) {
    this.lanes = lanes;
    this.gate = gate;
    this.metrics = metrics;
    this.sources = sources;
    this.limits = limits;
    this.maxLine = maxLine;
    this.messageWithin = messageWithin;
    this.region = region;
  }

  /** Takes lines that have been read. */
  public void take(String transport, List<Line> lines, Receipt receipt) {
    if (lines.isEmpty()) {
      receipt.stored();
      return;
    }
    long bytes = 0;
    for (Line line : lines) {
      bytes += line.bytes().length;
    }
    metrics.transport(transport).received(lines.size(), bytes);
    sources.seen(lines);
    lanes.offer(new Parcel(lines, receipt));
  }

  /** Now, in nanoseconds since the epoch. */
  public static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /** Open while there is room. */
  public Gate gate() {
    return gate;
  }

  /** The figures. */
  public CollectorMetrics metrics() {
    return metrics;
  }

  /** What is known of the senders. */
  public Sources sources() {
    return sources;
  }

  /** What each sender may do. */
  public Limits limits() {
    return limits;
  }

  /** Lets a sender wait that has sent more than its rate. */
  public void pace(Channel channel, String ip, long lines, long bytes) {
    long wait = limits.take(ip, lines, bytes);
    if (wait > 0) {
      Pace.pause(channel, wait);
    }
  }

  /** The longest line, in bytes. */
  public int maxLine() {
    return maxLine;
  }

  /** How long a sender may take over one message that it has begun. */
  public Duration messageWithin() {
    return messageWithin;
  }

  /** The region of this collector; may be empty. */
  public String region() {
    return region;
  }
}
