package io.logstream.console.region;

import io.logstream.console.TopicFollower;
import io.logstream.console.region.WindowedContents.Place;
import io.logstream.console.region.WindowedContents.Side;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads a topic of the peer and its mirror here, both committed alone, and compares. The peer is
 * read by its own addresses, not through the link that the mirror comes by: what is compared must
 * be seen while the link is cut.
 */
final class ReplicationWatch {

  private static final long WINDOW_MS = 10_000;

  /** Of some 100 bytes each. */
  private static final long MOST_RECORDS = 1_000_000;

  private final String topic;
  private final String mirror;
  private final WindowedContents contents;
  private final RegionMetrics.Lags lags;
  private final Reader originReader = new Reader(Side.ORIGIN);
  private final Reader mirrorReader = new Reader(Side.MIRROR);
  private final TopicFollower origins;
  private final TopicFollower mirrors;

  /**
   * A watch that has not started.
   *
   * @param lags told of each record how much later it was here
   */
  ReplicationWatch(
      String topic,
      String peer,
      String peerBrokers,
      String brokers,
      long graceMillis,
      RegionMetrics.Lags lags) {
    this.topic = topic;
    this.lags = lags;
    mirror = Regions.mirror(peer, topic);
    contents = new WindowedContents(WINDOW_MS, graceMillis, MOST_RECORDS);
    origins = new TopicFollower(peerBrokers, topic, originReader);
    mirrors = new TopicFollower(brokers, mirror, mirrorReader);
  }

  void start() {
    origins.start();
    mirrors.start();
  }

  String topic() {
    return topic;
  }

  String mirror() {
    return mirror;
  }

  WindowedContents contents() {
    return contents;
  }

  /** Whether both sides were read to their ends once: before, one side is only read sooner. */
  boolean isComplete() {
    return originReader.isAtEnd() && mirrorReader.isAtEnd();
  }

  /** How its windows stand; nothing is judged before it is complete. */
  WindowedContents.Judgement judge(long nowMillis) {
    return isComplete() ? contents.judge(nowMillis) : new WindowedContents.Judgement(0, 0, 0, 0);
  }

  RegionMetrics.Lags lags() {
    return lags;
  }

  long records() {
    return mirrorReader.records.get();
  }

  long bytes() {
    return mirrorReader.bytes.get();
  }

  private final class Reader extends ResumingReader {

    private final Side side;
    private final ContentHash hash = new ContentHash();
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    Reader(Side side) {
      this.side = side;
    }

    @Override
    void read(ConsumerRecord<byte[], byte[]> record) {
      records.incrementAndGet();
      bytes.addAndGet(Math.max(0, record.serializedValueSize()));
      OptionalLong lag =
          contents.add(
              side,
              record.timestamp(),
              hash.of(record.key(), record.value()),
              new Place(record.partition(), record.offset()),
              System.currentTimeMillis());
      if (isComplete()) {
        lag.ifPresent(lags::record);
      }
    }
  }
}
