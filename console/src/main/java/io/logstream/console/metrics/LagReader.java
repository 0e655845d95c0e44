package io.logstream.console.metrics;

import io.logstream.console.DaemonThreads;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.event.LiveRow;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many records each consumer group is behind, every two seconds. A job commits its offsets with
 * its checkpoints, so that a lag of one checkpoint's records is none.
 */
final class LagReader implements AutoCloseable {

  /** The metric of its rows; their label is the group. */
  static final String METRIC = "lag.records";

  private static final Logger LOG = LoggerFactory.getLogger(LagReader.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final long LIMIT_SECONDS = 10;

  private final Admin admin;
  private final Consumer<LiveRow> rows;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("lag-reader"));

  LagReader(String brokers, Consumer<LiveRow> rows) {
    this.rows = rows;
    admin =
        Admin.create(
            KafkaSecurity.with(
                Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                    brokers,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    5_000,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    10_000)));
  }

  void start() {
    timer.scheduleWithFixedDelay(this::read, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void read() {
    try {
      long second = System.currentTimeMillis() / 1_000;
      lags()
          .forEach(
              (group, lag) ->
                  rows.accept(new LiveRow(METRIC, group, second, OptionalLong.of(lag))));
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.warn("lag of consumer groups: {}; it is asked again", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, Long> lags()
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new TreeMap<>();
    for (GroupListing group : admin.listGroups().all().get(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      committed.put(
          group.groupId(),
          admin
              .listConsumerGroupOffsets(group.groupId())
              .partitionsToOffsetAndMetadata()
              .get(LIMIT_SECONDS, TimeUnit.SECONDS));
    }
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    committed
        .values()
        .forEach(offsets -> offsets.keySet().forEach(p -> wanted.put(p, OffsetSpec.latest())));
    Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends =
        admin.listOffsets(wanted).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    Map<String, Long> lags = new TreeMap<>();
    committed.forEach(
        (group, offsets) ->
            offsets.forEach(
                (partition, offset) ->
                    lags.merge(
                        group,
                        Math.max(0, ends.get(partition).offset() - offset.offset()),
                        Long::sum)));
    return lags;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    admin.close(Duration.ofSeconds(2));
  }
}
