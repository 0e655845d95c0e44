package io.logstream.functions.search;

import static org.assertj.core.api.Assertions.assertThat;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ErrorResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.flink.connector.base.sink.writer.ResultHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every way a batch can go ends in exactly one of complete, these again, fail. */
class BulkDeliveryTest {

  private final SinkMetrics metrics = new SinkMetrics();
  private final RecordingDeadLetters deadLetters = new RecordingDeadLetters();
  private final ImmediateTimer timer = new ImmediateTimer();
  private final RecordingHandler handler = new RecordingHandler();
  private final CircuitBreaker breaker =
      ElasticsearchSink.breaker(
          ElasticsearchSinkOptions.of(
              ElasticsearchConnection.to("http://127.0.0.1:9200"), "127.0.0.1:9092"));

  @AfterEach
  void every_delivery_ended_once_and_every_document_is_accounted_for() {
    assertThat(handler.endings).isEqualTo(handler.deliveries);
    if (handler.failure == null) {
      assertThat(metrics.inFlight()).isEqualTo(handler.again.size());
    }
    timer.shutdownNow();
  }

  @Test
  void stored_and_already_there_complete() {
    deliver(answering(201, 200, 409), "a", "b", "c");

    assertThat(handler.completed).isOne();
    assertThat(metrics.stored.getCount()).isOne();
    assertThat(metrics.alreadyThere.getCount()).isEqualTo(2);
  }

  @Test
  void an_overloaded_shards_documents_go_again_after_a_wait_and_the_others_do_not() {
    deliver(answering(201, 429, 503), "a", "b", "c");

    assertThat(handler.again).containsExactly("b", "c");
    assertThat(timer.delays).singleElement().matches(delay -> delay >= 50 && delay <= 100);
    assertThat(metrics.stored.getCount()).isOne();
  }

  @Test
  void a_rejected_document_is_a_dead_letter_before_the_batch_completes() {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    deadLetters.answer = acknowledged;

    deliver(answering(201, 400), "a", "b");
    assertThat(handler.endings).isZero();
    assertThat(metrics.inFlight()).isEqualTo(2);

    acknowledged.complete(null);
    assertThat(handler.completed).isOne();
    assertThat(deadLetters.written).containsExactly("b REJECTED_BY_INDEX error_400: because");
    assertThat(metrics.deadLettered.getCount()).isOne();
  }

  @Test
  void documents_whose_dead_letters_fail_go_again() {
    deadLetters.answer = CompletableFuture.failedFuture(new IOException("broker away"));

    deliver(answering(400, 201, 400), "a", "b", "c");

    assertThat(handler.again).containsExactly("a", "c");
    assertThat(metrics.deadLettered.getCount()).isZero();
    assertThat(metrics.deadLettersFailed.getCount()).isOne();
  }

  @Test
  void dead_letters_that_throw_fail_the_job_instead_of_hanging_it() {
    deadLetters.broken = true;

    deliver(answering(400), "a");

    assertThat(handler.failure).hasRootCauseMessage("closed");
  }

  @Test
  void a_document_that_the_cluster_fails_on_is_tried_again_but_not_for_ever() {
    BulkEntry entry = entry("a");
    BulkDelivery delivery = delivery(answering(500));
    metrics.received.inc();
    for (int i = 1; i < BulkDelivery.MAX_FAILURES_OF_ONE; i++) {
      // The breaker's view of it is not what is tested here.
      breaker.reset();
      handler.again.clear();
      handler.deliveries++;
      delivery.deliver(List.of(entry), handler);
      assertThat(handler.again).containsExactly("a");
    }
    breaker.reset();
    handler.again.clear();
    handler.deliveries++;
    delivery.deliver(List.of(entry), handler);

    assertThat(handler.completed).isOne();
    assertThat(deadLetters.written)
        .containsExactly("a INDEX_FAILED_ON_IT failed 20 times; error_500: because");
  }

  @Test
  void an_unknown_answer_fails_the_job() {
    deliver(answering(201, 302), "a", "b");

    assertThat(handler.failure).hasMessageContaining("document b got an answer that ends it");
  }

  @Test
  void a_missing_answer_fails_the_job() {
    deliver(answering(201), "a", "b");

    assertThat(handler.failure).hasMessage("bulk: expected 2 answers, found 1");
  }

  @Test
  void neither_answers_nor_a_failure_fails_the_job() {
    deliver(documents -> CompletableFuture.completedFuture(null), "a");

    assertThat(handler.failure).isNotNull();
  }

  @Test
  void a_client_that_throws_at_once_is_as_one_that_fails_later() {
    deliver(
        documents -> {
          throw new IllegalStateException("I/O reactor has been shut down");
        },
        "a");

    assertThat(handler.failure).hasMessageContaining("I/O reactor has been shut down");
  }

  @Test
  void a_refused_connection_sends_all_again() {
    deliver(failing(new ConnectException("Connection refused")), "a", "b");

    assertThat(handler.again).containsExactly("a", "b");
    assertThat(metrics.bulksFailed.getCount()).isOne();
  }

  @Test
  void wrong_credentials_fail_the_job() {
    deliver(failing(status(401)), "a");

    assertThat(handler.failure).hasCauseInstanceOf(ElasticsearchException.class);
  }

  @Test
  void a_request_that_is_not_accepted_is_halved_until_the_document_at_fault_stands_alone() {
    List<Integer> sizes = new ArrayList<>();
    deliver(
        documents -> {
          sizes.add(documents.size());
          boolean poisoned = documents.stream().anyMatch(document -> document.id().equals("c"));
          return poisoned
              ? CompletableFuture.failedFuture(status(400))
              : CompletableFuture.completedFuture(
                  documents.stream().map(document -> Answers.stored()).toList());
        },
        "a",
        "b",
        "c",
        "d");

    assertThat(sizes).containsExactly(4, 2, 2, 1, 1);
    assertThat(handler.completed).isOne();
    assertThat(metrics.stored.getCount()).isEqualTo(3);
    assertThat(deadLetters.written).singleElement().asString().startsWith("c REJECTED_BY_INDEX");
    assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
  }

  @Test
  void a_document_that_is_too_large_and_one_that_is_no_event_are_never_sent() {
    List<String> sent = new ArrayList<>();
    BulkEntry large =
        new BulkEntry(new IndexDocument("big", "i", new byte[1_001], new byte[0], "logs-0-7", ""));
    BulkEntry refused =
        new BulkEntry(new IndexDocument("", "", new byte[1], new byte[0], "logs-0-8", "no id"));
    metrics.received.inc(3);
    handler.deliveries++;
    delivery(
            documents -> {
              documents.forEach(document -> sent.add(document.id()));
              return answering(201).apply(documents);
            })
        .deliver(List.of(large, entry("a"), refused), handler);

    assertThat(sent).containsExactly("a");
    assertThat(deadLetters.written)
        .containsExactly(
            "big TOO_LARGE index: expected at most 1000 bytes, found 1001", " NOT_AN_EVENT no id");
  }

  @Test
  void a_failing_cluster_opens_the_breaker_which_holds_the_stream_and_then_probes() {
    for (int i = 0; i < 5; i++) {
      deliver(failing(new ConnectException()), "a");
      handler.again.clear();
      metrics.received.dec(1);
    }
    assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);

    List<Integer> sent = new ArrayList<>();
    Function<List<IndexDocument>, CompletionStage<List<BulkResponseItem>>> recovered =
        documents -> {
          sent.add(documents.size());
          return answering(201, 201).apply(documents);
        };
    deliver(recovered, "b", "c");
    assertThat(sent).isEmpty();
    assertThat(handler.again).containsExactly("b", "c");
    assertThat(metrics.bulksHeld.getCount()).isOne();

    breaker.transitionToHalfOpenState();
    handler.again.clear();
    metrics.received.dec(2);
    deliver(recovered, "b", "c");
    assertThat(sent).containsExactly(2);
    assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
  }

  @Test
  void bad_documents_never_open_the_breaker() {
    for (int i = 0; i < 50; i++) {
      deliver(answering(400, 400), "a", "b");
      deliver(failing(status(400)), "c");
    }

    assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    assertThat(metrics.deadLettered.getCount()).isEqualTo(150);
  }

  @Test
  void the_wait_grows_with_failures_in_a_row_and_starts_anew_after_a_success() {
    for (int i = 0; i < 4; i++) {
      deliver(answering(429, 201, 201), "a", "b", "c");
      handler.again.clear();
      metrics.received.dec(1);
    }
    deliver(answering(201), "a");
    deliver(answering(429, 201, 201), "a", "b", "c");

    assertThat(timer.delays.get(3)).isBetween(400L, 800L);
    assertThat(timer.delays.get(4)).isBetween(50L, 100L);
  }

  // --- the fakes ---

  private void deliver(
      Function<List<IndexDocument>, CompletionStage<List<BulkResponseItem>>> cluster,
      String... ids) {
    metrics.received.inc(ids.length);
    handler.deliveries++;
    delivery(cluster).deliver(Arrays.stream(ids).map(BulkDeliveryTest::entry).toList(), handler);
  }

  private BulkDelivery delivery;
  private Function<List<IndexDocument>, CompletionStage<List<BulkResponseItem>>> answers;

  private BulkDelivery delivery(
      Function<List<IndexDocument>, CompletionStage<List<BulkResponseItem>>> cluster) {
    answers = cluster;
    if (delivery == null) {
      BulkClient client =
          new BulkClient() {
            @Override
            public CompletionStage<List<BulkResponseItem>> bulk(List<IndexDocument> documents) {
              return answers.apply(documents);
            }

            @Override
            public void close() {}
          };
      Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
      delivery = new BulkDelivery(client, deadLetters, breaker, backoff, 1_000, timer, metrics);
    }
    return delivery;
  }

  private static BulkEntry entry(String id) {
    return new BulkEntry(
        new IndexDocument(id, "i", new byte[] {'{', '}'}, new byte[0], "logs-0-1", ""));
  }

  private static Function<List<IndexDocument>, CompletionStage<List<BulkResponseItem>>> answering(
      int... statuses) {
    List<BulkResponseItem> items =
        Arrays.stream(statuses)
            .mapToObj(status -> Answers.item(status, status < 300 ? null : "error_" + status))
            .toList();
    return documents -> CompletableFuture.completedFuture(items);
  }

  private static Function<List<IndexDocument>, CompletionStage<List<BulkResponseItem>>> failing(
      Exception failure) {
    return documents -> CompletableFuture.failedFuture(failure);
  }

  private static ElasticsearchException status(int status) {
    return new ElasticsearchException(
        "es/bulk", ErrorResponse.of(r -> r.status(status).error(e -> e.type("t").reason("r"))));
  }

  private static final class RecordingHandler implements ResultHandler<BulkEntry> {
    int deliveries;
    int endings;
    int completed;
    Exception failure;
    final List<String> again = new ArrayList<>();

    @Override
    public void complete() {
      endings++;
      completed++;
    }

    @Override
    public void completeExceptionally(Exception e) {
      endings++;
      failure = e;
    }

    @Override
    public void retryForEntries(List<BulkEntry> entries) {
      endings++;
      entries.forEach(entry -> again.add(entry.document().id()));
    }
  }

  private static final class RecordingDeadLetters implements DeadLetters {
    final List<String> written = new ArrayList<>();
    CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);
    boolean broken;

    @Override
    public CompletionStage<Void> send(List<DeadLetter> letters) {
      if (broken) {
        throw new IllegalStateException("closed");
      }
      letters.forEach(
          letter ->
              written.add(letter.document().id() + " " + letter.reason() + " " + letter.error()));
      return answer;
    }

    @Override
    public void close() {}
  }

  /** Runs at once what is to run later, and keeps how much later. */
  private static final class ImmediateTimer extends ScheduledThreadPoolExecutor {
    final List<Long> delays = new ArrayList<>();

    ImmediateTimer() {
      super(0);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
      delays.add(unit.toMillis(delay));
      command.run();
      return null;
    }
  }
}
