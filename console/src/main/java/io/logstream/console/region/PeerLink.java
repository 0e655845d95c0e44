package io.logstream.console.region;

import io.logstream.console.TopicFollower;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Whether the peer answers, and when it was last heard of through the link. */
final class PeerLink {

  private final Brokers peer;
  private final TopicFollower heartbeats;
  private volatile boolean peerAnswers;
  private volatile long newest;

  /**
   * A link that is not watched yet.
   *
   * @param brokers the region's own, which have the mirror of the peer's heartbeats
   */
  PeerLink(String brokers, String peerName, Brokers peer) {
    this.peer = peer;
    heartbeats =
        new TopicFollower(
            brokers, Regions.mirror(peerName, Regions.HEARTBEATS), new HeartbeatReader());
  }

  void start() {
    heartbeats.start();
  }

  /** Asks the peer. */
  void ask() {
    peerAnswers = peer.answer();
  }

  boolean peerAnswers() {
    return peerAnswers;
  }

  /** -1 before the first. */
  long heartbeatAgeMillis() {
    return newest == 0 ? -1 : Math.max(0, System.currentTimeMillis() - newest);
  }

  /** MirrorMaker keeps the time of a record, so that it is when the heart beat. */
  private final class HeartbeatReader implements TopicFollower.Reader {

    @Override
    public void seek(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
      consumer.seekToBeginning(partitions);
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
      newest = Math.max(newest, record.timestamp());
    }
  }
}
