package io.logstream.console.metrics;

import io.logstream.console.TopicFollower;
import io.logstream.functions.event.LiveRow;
import io.logstream.functions.event.LiveRowJson;
import io.logstream.functions.event.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code metrics.live}, from some minutes ago on, for as long as the console runs. */
final class MetricsReader implements TopicFollower.Reader, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MetricsReader.class);

  private final Duration back;
  private final Consumer<LiveRow> rows;
  private final TopicFollower follower;

  MetricsReader(String brokers, Duration back, Consumer<LiveRow> rows) {
    this.back = back;
    this.rows = rows;
    this.follower = new TopicFollower(brokers, Topics.METRICS_LIVE, this);
  }

  void start() {
    follower.start();
  }

  @Override
  public void seek(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    long from = System.currentTimeMillis() - back.toMillis();
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, from));
    consumer.seekToEnd(partitions);
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
        consumer.offsetsForTimes(times).entrySet()) {
      if (found.getValue() != null) {
        consumer.seek(found.getKey(), found.getValue().offset());
      }
    }
  }

  @Override
  public void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      rows.accept(LiveRowJson.read(record.value()));
    } catch (IOException e) {
      LOG.warn("live metrics: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    follower.close();
  }
}
