package io.logstream.jobs;

import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.route.KafkaRecords;
import io.logstream.functions.route.RawRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The jobs' ends in Kafka: sources that read what was committed, one transactional sink a job. */
public final class KafkaEnds {

  /** New topics and partitions are found while a job runs. */
  private static final Duration DISCOVERY = Duration.ofSeconds(10);

  /**
   * Below the broker's default cap of 15 minutes, and far above the longest checkpoint: a
   * transaction that times out between a checkpoint and its commit would be lost.
   */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(10);

  /**
   * How long a batch waits for more. Each costs as much as a dozen records, and a job's output is
   * spread over the partitions of several topics: what a few milliseconds' wait costs a line it
   * saves many times in batches.
   */
  private static final Duration PROMPT = Duration.ofMillis(10);

  /** The same where nobody sees a record before the next checkpoint, which does not wait. */
  private static final Duration UNTIL_COMMITTED = Duration.ofMillis(100);

  private KafkaEnds() {}

  /**
   * Reads topics as records with all that Kafka knows of them.
   *
   * @param group whose committed offsets say where a job without state begins, and show its lag
   */
  public static KafkaSource<RawRecord> rawRecords(String brokers, String group, String... topics) {
    return KafkaEnds.<RawRecord>source(brokers, group, topics)
        .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
        .setDeserializer(new RawRecords())
        .build();
  }

  /**
   * The same for many partitions of small records: a fetch waits a moment for more, since each
   * costs as much as a dozen records.
   */
  public static KafkaSource<RawRecord> gatheredRecords(
      String brokers, String group, String... topics) {
    return KafkaEnds.<RawRecord>source(brokers, group, topics)
        .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
        .setProperty(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, Integer.toString(64 << 10))
        .setProperty(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "50")
        .setDeserializer(new RawRecords())
        .build();
  }

  /** Reads the values of topics by a schema of the job's. */
  public static <T> KafkaSource<T> values(
      String brokers, String group, DeserializationSchema<T> schema, String... topics) {
    return KafkaEnds.<T>source(brokers, group, topics)
        .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
        .setValueOnlyDeserializer(schema)
        .build();
  }

  /**
   * Reads topics before their transactions are committed: for jobs whose effects are idempotent,
   * which need not wait for a checkpoint.
   */
  public static <T> KafkaSource<T> uncommitted(
      String brokers, String group, KafkaRecordDeserializationSchema<T> schema, String... topics) {
    return KafkaEnds.<T>source(brokers, group, topics)
        .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted")
        .setDeserializer(schema)
        .build();
  }

  /**
   * Reads control topics: always from the beginning where a job has no state, since what is in
   * force is what compaction left.
   */
  public static KafkaSource<ControlRow> controlRows(
      String brokers, String group, String... topics) {
    return KafkaEnds.<ControlRow>source(brokers, group, topics)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
        .setDeserializer(new ControlRows())
        .build();
  }

  private static <T> KafkaSourceBuilder<T> source(String brokers, String group, String... topics) {
    return KafkaSource.<T>builder()
        .setProperties(KafkaSecurity.properties())
        .setBootstrapServers(brokers)
        .setGroupId(group)
        .setTopics(Arrays.asList(topics))
        .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
        .setProperty("partition.discovery.interval.ms", Long.toString(DISCOVERY.toMillis()));
  }

  /**
   * The one sink of a job: a transaction a checkpoint, the topic chosen by each record.
   *
   * @param prefix of the transactional ids; the same across restarts and upgrades, and no other
   *     job's, so that a successor can abort what its predecessor left open
   */
  public static KafkaSink<RoutedRecord> transactional(String brokers, String prefix) {
    return transactional(brokers, prefix, DeliveryGuarantee.EXACTLY_ONCE);
  }

  /** The same with a guarantee of choice: to see a test of exactly-once fail. */
  static KafkaSink<RoutedRecord> transactional(
      String brokers, String prefix, DeliveryGuarantee guarantee) {
    return sink(brokers, prefix, guarantee, UNTIL_COMMITTED);
  }

  /**
   * The same for topics that are also read before the commit, by {@link #uncommitted}: a record is
   * on its way within milliseconds.
   */
  static KafkaSink<RoutedRecord> prompt(
      String brokers, String prefix, DeliveryGuarantee guarantee) {
    return sink(brokers, prefix, guarantee, PROMPT);
  }

  private static KafkaSink<RoutedRecord> sink(
      String brokers, String prefix, DeliveryGuarantee guarantee, Duration linger) {
    Properties properties = KafkaSecurity.properties();
    properties.setProperty(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Long.toString(TRANSACTION_TIMEOUT.toMillis()));
    // Native wherever its class is loaded; lz4 falls back to plain Java in a job's class loader.
    properties.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    properties.setProperty(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, "1");
    properties.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(256 << 10));
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, Long.toString(linger.toMillis()));
    // A dead letter of the largest line, with its headers.
    properties.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(8 << 20));
    return KafkaSink.<RoutedRecord>builder()
        .setBootstrapServers(brokers)
        .setKafkaProducerConfig(properties)
        .setDeliveryGuarantee(guarantee)
        .setTransactionalIdPrefix(prefix)
        .setRecordSerializer(new RoutedRecords())
        .build();
  }

  /** From Kafka's record to ours. */
  private static final class RawRecords implements KafkaRecordDeserializationSchema<RawRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> from, Collector<RawRecord> out) {
      out.collect(KafkaRecords.raw(from));
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
      return TypeInformation.of(RawRecord.class);
    }
  }

  /** From Kafka's record to a control row. */
  private static final class ControlRows implements KafkaRecordDeserializationSchema<ControlRow> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> from, Collector<ControlRow> out) {
      out.collect(KafkaRecords.controlRow(from));
    }

    @Override
    public TypeInformation<ControlRow> getProducedType() {
      return TypeInformation.of(ControlRow.class);
    }
  }

  /** From our record to Kafka's. */
  private static final class RoutedRecords implements KafkaRecordSerializationSchema<RoutedRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        RoutedRecord record, KafkaSinkContext context, Long timestamp) {
      return KafkaRecords.toSend(record);
    }
  }
}
