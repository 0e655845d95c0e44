package io.logstream.collector.outlet;

import io.logstream.functions.event.KafkaSecurity;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** How the collector's producers are set up. */
public final class KafkaSettings {

  private KafkaSettings() {}

  /** Idempotent, all in-sync replicas, zstd. */
  public static Map<String, Object> of(String bootstrapServers, Duration linger, int batchBytes) {
    return KafkaSecurity.with(
        Map.ofEntries(
            Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "logstream-collector"),
            Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
            Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
            Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd"),
            Map.entry(ProducerConfig.LINGER_MS_CONFIG, linger.toMillis()),
            Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, batchBytes),
            // The lane's window is below it, so that send() never waits for room.
            Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * Lane.WINDOW_BYTES),
            Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000),
            // Long enough that the guard's time-out, not this one, gives up on Kafka.
            Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 20_000),
            Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000),
            Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500),
            // Forgetting all metadata when no broker answers would make send() wait; a lane gives
            // such
            // a
            // producer up and makes a new one.
            Map.entry(
                CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG,
                MetadataRecoveryStrategy.NONE.name),
            // logs.dead may be idle for days; its metadata must not need a blocking request then.
            Map.entry(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Long.MAX_VALUE),
            Map.entry(
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName()),
            Map.entry(
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class.getName())));
  }
}
