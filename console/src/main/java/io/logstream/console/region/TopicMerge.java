package io.logstream.console.region;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.console.TopicFollower;
import io.logstream.console.region.KeyedContents.Side;
import io.logstream.functions.region.MergedTopic;
import io.logstream.functions.region.Stamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the merged topics of a region the same as those of its peer: reads its own and the mirrors
 * of the peer's, and appends to its own what holds by {@link MergedTopic}. The region's other
 * processes read and write their topics as if there were one region.
 */
final class TopicMerge {

  private static final Logger LOG = LoggerFactory.getLogger(TopicMerge.class);
  private static final int WITHIN_MS = 10_000;

  private final Map<String, Merged> byOwn = new TreeMap<>();
  private final Map<String, Merged> byMirror = new TreeMap<>();
  private final KafkaProducer<byte[], byte[]> producer;
  private final TopicFollower own;
  private final TopicFollower peers;

  /** A topic with its merge and its comparison. */
  static final class Merged {
    final String topic;
    final MergedTopic merge;
    final KeyedContents contents;
    volatile long taken;
    volatile long kept;
    volatile long appended;
    volatile long behind;
    volatile long latestMillis;
    volatile boolean ownIsRead;
    volatile boolean peersIsRead;

    Merged(String topic, String region, long graceMillis) {
      this.topic = topic;
      merge = new MergedTopic(region);
      contents = new KeyedContents(graceMillis);
    }

    /** Keys whose values differ; none before both topics were read to their ends. */
    List<String> differing(long nowMillis) {
      return ownIsRead && peersIsRead ? contents.differing(nowMillis) : List.of();
    }
  }

  /**
   * A merge that has not started.
   *
   * @param brokers the region's
   * @param peerBrokers the peer's, to compare
   */
  TopicMerge(String region, String brokers, String peer, String peerBrokers, long graceMillis) {
    for (String topic : Regions.MERGED) {
      Merged merged = new Merged(topic, region, graceMillis);
      byOwn.put(topic, merged);
      byMirror.put(Regions.mirror(peer, topic), merged);
    }
    own =
        new TopicFollower(
            brokers,
            Stream.concat(byOwn.keySet().stream(), byMirror.keySet().stream()).toList(),
            new OwnReader());
    peers = new TopicFollower(peerBrokers, Regions.MERGED, new PeerReader());
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                WITHIN_MS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                WITHIN_MS / 2,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                WITHIN_MS),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  void start() {
    own.start();
    peers.start();
  }

  /** The topics, by name. */
  List<Merged> topics() {
    return List.copyOf(byOwn.values());
  }

  private final class OwnReader extends ResumingReader {

    private final ContentHash hash = new ContentHash();

    @Override
    void read(ConsumerRecord<byte[], byte[]> record) {
      if (record.key() == null) {
        return;
      }
      String key = new String(record.key(), UTF_8);
      Optional<byte[]> value = Optional.ofNullable(record.value());
      Merged mirrored = byMirror.get(record.topic());
      if (mirrored != null) {
        count(mirrored, mirrored.merge.mirrored(key, value, stamp(record)));
        return;
      }
      Merged merged = byOwn.get(record.topic());
      merged.merge.own(key, value, stamp(record), record.timestamp());
      merged.contents.put(Side.OWN, key, hashOf(hash, record), System.currentTimeMillis());
    }

    private static void count(Merged merged, MergedTopic.Outcome outcome) {
      switch (outcome) {
        case TAKEN -> merged.taken++;
        case KEPT -> merged.kept++;
        case UNSTAMPED -> {
          // It comes again.
        }
      }
    }

    @Override
    public void polled(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
      super.polled(consumer, partitions);
      for (Merged merged : byOwn.values()) {
        List<TopicPartition> ownPartitions =
            partitions.stream().filter(p -> p.topic().equals(merged.topic)).toList();
        if (areRead(consumer, ownPartitions)) {
          merged.ownIsRead = true;
          append(merged);
        }
        merged.behind = merged.merge.behind();
        merged.latestMillis = merged.merge.latestMillis();
      }
    }
  }

  /** The peer's topics, for comparison alone. */
  private final class PeerReader extends ResumingReader {

    private final ContentHash hash = new ContentHash();

    @Override
    void read(ConsumerRecord<byte[], byte[]> record) {
      if (record.key() != null) {
        byOwn
            .get(record.topic())
            .contents
            .put(
                Side.PEER,
                new String(record.key(), UTF_8),
                hashOf(hash, record),
                System.currentTimeMillis());
      }
    }

    @Override
    public void polled(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
      super.polled(consumer, partitions);
      byOwn.values().forEach(merged -> merged.peersIsRead = isAtEnd());
    }
  }

  private static Long hashOf(ContentHash hash, ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null ? null : (Long) hash.of(record.key(), record.value());
  }

  /** The record's stamp; one that cannot be read is as good as none. */
  private static Optional<Stamp> stamp(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(Regions.STAMP);
    if (header == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Stamp.parse(new String(header.value(), UTF_8)));
    } catch (IllegalArgumentException e) {
      LOG.warn("{}-{}-{}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
      return Optional.empty();
    }
  }

  private void append(Merged merged) {
    List<MergedTopic.Append> due = merged.merge.due();
    List<Future<?>> sent = due.stream().<Future<?>>map(one -> send(merged.topic, one)).toList();
    for (int i = 0; i < sent.size(); i++) {
      try {
        sent.get(i).get(2 * WITHIN_MS, TimeUnit.MILLISECONDS);
        merged.appended++;
      } catch (ExecutionException | TimeoutException e) {
        // It may be there all the same: appended twice, it is the same record.
        LOG.warn("{}: not appended: {}; it is tried again", merged.topic, e.getMessage());
        merged.merge.notAppended(due.get(i));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KafkaException("the agent ends", e);
      }
    }
  }

  private Future<?> send(String topic, MergedTopic.Append append) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, append.key().getBytes(UTF_8), append.value().orElse(null));
    record.headers().add(Regions.STAMP, append.stamp().toString().getBytes(UTF_8));
    return producer.send(record);
  }
}
