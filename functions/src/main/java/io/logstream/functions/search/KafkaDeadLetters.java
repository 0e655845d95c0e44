package io.logstream.functions.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.event.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes refused documents to {@link Topics#LOGS_DEAD}, acknowledged by all replicas.
 *
 * <p>The producer is idempotent but not transactional: a letter is durable before the sink forgets
 * the document, so none is lost; after a failover the same document may be refused again and lie
 * there twice, with the same {@link DeadLetterHeaders#ORIGIN}, by which a reader knows it.
 */
final class KafkaDeadLetters implements DeadLetters {

  /** The stage in the header of every letter written here. */
  static final String STAGE = "index";

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final int KEPT_OF_TOO_LARGE = 64 * 1024;

  private final Producer<byte[], byte[]> producer;
  // send() blocks while the broker is away; it must not block the client's I/O threads.
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "index-dead-letters");
            thread.setDaemon(true);
            return thread;
          });

  KafkaDeadLetters(String bootstrapServers) {
    this(
        new KafkaProducer<>(
            KafkaSecurity.with(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrapServers,
                    ProducerConfig.ACKS_CONFIG,
                    "all",
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    true,
                    ProducerConfig.COMPRESSION_TYPE_CONFIG,
                    "lz4",
                    ProducerConfig.LINGER_MS_CONFIG,
                    5,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    10_000,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    30_000,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    10_000,
                    // What came through the broker goes back through it, with headers on top.
                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                    100 << 20)),
            new ByteArraySerializer(),
            new ByteArraySerializer()));
  }

  KafkaDeadLetters(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  @Override
  public CompletionStage<Void> send(List<DeadLetter> letters) {
    return CompletableFuture.supplyAsync(
            () ->
                CompletableFuture.allOf(
                    letters.stream().map(this::send).toArray(CompletableFuture[]::new)),
            sender)
        .thenCompose(sent -> sent);
  }

  private CompletableFuture<Void> send(DeadLetter letter) {
    return sendOnce(record(letter, letter.document().source()))
        .exceptionallyCompose(
            failure ->
                OutcomeClassifier.unwrapped(failure) instanceof RecordTooLargeException
                    ? sendOnce(record(cut(letter), head(letter.document().source())))
                    : CompletableFuture.failedFuture(failure));
  }

  private CompletableFuture<Void> sendOnce(ProducerRecord<byte[], byte[]> letter) {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    producer.send(
        letter,
        (metadata, failure) -> {
          if (failure == null) {
            acknowledged.complete(null);
          } else {
            acknowledged.completeExceptionally(failure);
          }
        });
    return acknowledged;
  }

  /**
   * With its headers it no longer fits: its beginning stays here, the whole stands at its origin.
   */
  private static DeadLetter cut(DeadLetter letter) {
    return new DeadLetter(
        letter.document(),
        letter.reason(),
        "first %d of %d bytes; %s"
            .formatted(KEPT_OF_TOO_LARGE, letter.document().source().length, letter.error()));
  }

  private static byte[] head(byte[] source) {
    return java.util.Arrays.copyOf(source, Math.min(source.length, KEPT_OF_TOO_LARGE));
  }

  private static ProducerRecord<byte[], byte[]> record(DeadLetter letter, byte[] value) {
    IndexDocument document = letter.document();
    ProducerRecord<byte[], byte[]> letterRecord =
        new ProducerRecord<>(
            Topics.LOGS_DEAD, document.key().length == 0 ? null : document.key(), value);
    letterRecord
        .headers()
        .add(DeadLetterHeaders.STAGE, STAGE.getBytes(UTF_8))
        .add(DeadLetterHeaders.REASON, letter.reason().getBytes(UTF_8))
        .add(DeadLetterHeaders.ERROR, letter.error().getBytes(UTF_8))
        .add(DeadLetterHeaders.ORIGIN, document.origin().getBytes(UTF_8));
    return letterRecord;
  }

  @Override
  public void close() {
    sender.shutdownNow();
    producer.close(CLOSE_TIMEOUT);
  }
}
