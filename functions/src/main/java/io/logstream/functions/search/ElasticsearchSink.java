package io.logstream.functions.search;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.sink.AsyncSinkBase;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.ElementConverter;
import org.apache.flink.connector.base.sink.writer.config.AsyncSinkWriterConfiguration;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Writes documents to Elasticsearch at least once, under ids that make it effectively once.
 *
 * <p>Why none is lost: the writer keeps what is in its buffer and what is under way as state. A
 * document leaves the sink only when the index has it or its dead letter is durable; see {@link
 * BulkDelivery}.
 *
 * @param <T> what documents are made of
 */
public final class ElasticsearchSink<T> extends AsyncSinkBase<T, BulkEntry> {

  /** Documents below which a bulk is small: it goes alone, and is searchable at once. */
  static final int SMALL = 250;

  private static final long serialVersionUID = 1L;

  private final ElasticsearchSinkOptions options;

  /** A sink of documents; nothing is opened before the job runs. */
  public static ElasticsearchSink<IndexDocument> of(ElasticsearchSinkOptions options) {
    return new ElasticsearchSink<>(options, document -> document);
  }

  /** A sink of what documents are made of. */
  public ElasticsearchSink(ElasticsearchSinkOptions options, DocumentOf<T> documents) {
    super(
        new Entries<>(documents),
        options.bulkActions(),
        options.bulksInFlight(),
        options.bulkActions() * (options.bulksInFlight() + 1),
        options.bulkBytes(),
        options.bulkAge().toMillis(),
        options.bulkBytes());
    this.options = options;
  }

  private record Entries<T>(DocumentOf<T> documents) implements ElementConverter<T, BulkEntry> {

    @Override
    public void open(WriterInitContext context) {
      documents.open(context);
    }

    @Override
    public BulkEntry apply(T element, SinkWriter.Context context) {
      return new BulkEntry(documents.of(element));
    }
  }

  @Override
  public ElasticsearchSinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    return restoreWriter(context, List.of());
  }

  @Override
  public ElasticsearchSinkWriter<T> restoreWriter(
      WriterInitContext context, Collection<BufferedRequestState<BulkEntry>> states)
      throws IOException {
    new IndexTemplates(options.connection()).install();
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "index-sink-timer");
              thread.setDaemon(true);
              return thread;
            });
    CircuitBreaker breaker = breaker(options);
    SinkMetrics metrics = new SinkMetrics();
    metrics.register(context.metricGroup(), breaker);
    BulkDelivery delivery =
        new BulkDelivery(
            new ElasticsearchBulkClient(options.connection().open()),
            new KafkaDeadLetters(options.deadLetterBootstrapServers()),
            breaker,
            new Backoff(options.firstBackoff(), options.longestBackoff()),
            options.bulkBytes(),
            timer,
            metrics);
    return new ElasticsearchSinkWriter<>(
        getElementConverter(), context, configuration(), states, delivery, metrics);
  }

  static CircuitBreaker breaker(ElasticsearchSinkOptions options) {
    return CircuitBreaker.of(
        "elasticsearch",
        CircuitBreakerConfig.custom()
            .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
            .slidingWindowSize(options.breakerWindow())
            .minimumNumberOfCalls(Math.max(2, options.breakerWindow() / 2))
            .failureRateThreshold(50)
            .waitDurationInOpenState(options.breakerOpen())
            .permittedNumberOfCallsInHalfOpenState(1)
            .build());
  }

  private AsyncSinkWriterConfiguration configuration() {
    return AsyncSinkWriterConfiguration.builder()
        .setMaxBatchSize(getMaxBatchSize())
        .setMaxBatchSizeInBytes(getMaxBatchSizeInBytes())
        .setMaxInFlightRequests(getMaxInFlightRequests())
        .setMaxBufferedRequests(getMaxBufferedRequests())
        .setMaxTimeInBufferMS(getMaxTimeInBufferMS())
        .setMaxRecordSizeInBytes(getMaxRecordSizeInBytes())
        .setRateLimitingStrategy(
            new SmallBulksAlone(getMaxInFlightRequests(), SMALL, getMaxBatchSize()))
        .build();
  }

  @Override
  public SimpleVersionedSerializer<BufferedRequestState<BulkEntry>> getWriterStateSerializer() {
    return new BulkEntrySerializer();
  }
}
