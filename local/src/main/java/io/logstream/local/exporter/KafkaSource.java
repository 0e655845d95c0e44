package io.logstream.local.exporter;

import io.logstream.functions.event.KafkaSecurity;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Kafka: partitions, consumer lag, transactions that are open and for how long. */
final class KafkaSource implements Source {

  /** A scrape that takes longer is of no use: Prometheus gives up after ten seconds. */
  private static final Duration LIMIT = Duration.ofSeconds(4);

  private final Admin admin;

  KafkaSource(String brokers) {
    admin =
        Admin.create(
            KafkaSecurity.with(
                Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                    brokers,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    (int) LIMIT.toMillis(),
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    (int) LIMIT.toMillis())));
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public void collect(Samples samples) throws Exception {
    samples.gauge(
        "kafka_brokers", "Brokers in the cluster.", get(admin.describeCluster().nodes()).size());
    Collection<TopicDescription> topics =
        get(admin.describeTopics(get(admin.listTopics().names())).allTopicNames()).values();
    Map<TopicPartition, Long> ends = ends(topics);
    for (TopicDescription topic : topics) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        partition(samples, topic.name(), partition, ends);
      }
    }
    for (String group :
        get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
            .map(GroupListing::groupId)
            .toList()) {
      group(samples, group, ends);
    }
    transactions(samples);
  }

  private Map<TopicPartition, Long> ends(Collection<TopicDescription> topics) throws Exception {
    Map<TopicPartition, OffsetSpec> wanted =
        topics.stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    Map<TopicPartition, ListOffsetsResultInfo> found = get(admin.listOffsets(wanted).all());
    return found.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private static void partition(
      Samples samples, String topic, TopicPartitionInfo partition, Map<TopicPartition, Long> ends) {
    String number = Integer.toString(partition.partition());
    samples.gauge(
        "kafka_topic_partition_current_offset",
        "The offset behind a partition's last record.",
        ends.getOrDefault(new TopicPartition(topic, partition.partition()), 0L),
        "topic",
        topic,
        "partition",
        number);
    samples.gauge(
        "kafka_topic_partition_under_replicated_partition",
        "1 if a replica of the partition is not in sync.",
        partition.isr().size() < partition.replicas().size() ? 1 : 0,
        "topic",
        topic,
        "partition",
        number);
  }

  private void group(Samples samples, String group, Map<TopicPartition, Long> ends)
      throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    for (Map.Entry<TopicPartition, OffsetAndMetadata> committed : offsets.entrySet()) {
      if (committed.getValue() != null) {
        long end = ends.getOrDefault(committed.getKey(), committed.getValue().offset());
        samples.gauge(
            "kafka_consumergroup_lag",
            "Records of a partition behind the offset that a group has committed.",
            Math.max(0, end - committed.getValue().offset()),
            "consumergroup",
            group,
            "topic",
            committed.getKey().topic(),
            "partition",
            Integer.toString(committed.getKey().partition()));
      }
    }
  }

  private void transactions(Samples samples) throws Exception {
    List<String> open =
        get(
                admin
                    .listTransactions(
                        new ListTransactionsOptions()
                            .filterStates(List.of(TransactionState.ONGOING)))
                    .all())
            .stream()
            .map(TransactionListing::transactionalId)
            .toList();
    long now = System.currentTimeMillis();
    double oldest = 0;
    if (!open.isEmpty()) {
      for (TransactionDescription description :
          get(admin.describeTransactions(open).all()).values()) {
        if (description.transactionStartTimeMs().isPresent()) {
          oldest = Math.max(oldest, now - description.transactionStartTimeMs().getAsLong());
        }
      }
    }
    samples.gauge(
        "logstream_kafka_transactions_open", "Transactions that are ongoing.", open.size());
    samples.gauge(
        "logstream_kafka_transaction_oldest_seconds",
        "Age of the oldest ongoing transaction; readers of committed records wait behind it.",
        oldest / 1000);
  }

  private static <T> T get(KafkaFuture<T> future) throws Exception {
    return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
