package io.logstream.functions.search;

import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.connector.base.sink.writer.ResultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers one batch: sends it, reads the answers, writes the dead letters, waits where waiting
 * helps, and then ends in exactly one of <em>complete</em>, <em>these again</em>, <em>fail</em>.
 *
 * <pre>
 * batch ─▶ breaker open? ──yes──▶ wait ─▶ all again
 *            │ no
 *            ▼
 *          bulk ─▶ answers ─┬ stored, already there ─────────────▶ done
 *            │              ├ retry, suspect ─▶ back off ────────▶ these again
 *            │              ├ rejected ─▶ dead letter durable ───▶ done   (else these again)
 *            │              └ fatal ─────────────────────────────▶ fail the job
 *            └ whole request failed: again, or halved, or fatal
 * </pre>
 *
 * <p>While a batch waits it counts as in flight: the writer's room fills, it stops taking records,
 * and the source stops reading. That is how an open breaker shows: as back-pressure, never as loss
 * and never as memory without end.
 */
final class BulkDelivery implements AutoCloseable {

  /** How often the cluster may fail on one document while it accepts others. */
  static final int MAX_FAILURES_OF_ONE = 20;

  static final String REASON_REJECTED = "REJECTED_BY_INDEX";
  static final String REASON_FAILED = "INDEX_FAILED_ON_IT";
  static final String REASON_TOO_LARGE = "TOO_LARGE";
  static final String REASON_NOT_AN_EVENT = "NOT_AN_EVENT";

  private static final Logger LOG = LoggerFactory.getLogger(BulkDelivery.class);

  private final BulkClient client;
  private final DeadLetters deadLetters;
  private final CircuitBreaker breaker;
  private final Backoff backoff;
  private final long maxDocumentBytes;
  private final ScheduledExecutorService timer;
  private final SinkMetrics metrics;
  private final AtomicInteger failuresInARow = new AtomicInteger();

  BulkDelivery(
      BulkClient client,
      DeadLetters deadLetters,
      CircuitBreaker breaker,
      Backoff backoff,
      long maxDocumentBytes,
      ScheduledExecutorService timer,
      SinkMetrics metrics) {
    this.client = client;
    this.deadLetters = deadLetters;
    this.breaker = breaker;
    this.backoff = backoff;
    this.maxDocumentBytes = maxDocumentBytes;
    this.timer = timer;
    this.metrics = metrics;
  }

  private record Rejection(BulkEntry entry, DeadLetter letter) {
    static Rejection of(BulkEntry entry, String reason, String error) {
      return new Rejection(entry, new DeadLetter(entry.document(), reason, error));
    }
  }

  /** What became of a batch, before anything is done about it. */
  private static final class Tally {
    final List<BulkEntry> again = new ArrayList<>();
    final List<Rejection> rejected = new ArrayList<>();
    int stored;
    int alreadyThere;
    boolean overloaded;
    Exception fatal;

    Tally plus(Tally other) {
      again.addAll(other.again);
      rejected.addAll(other.rejected);
      stored += other.stored;
      alreadyThere += other.alreadyThere;
      overloaded |= other.overloaded;
      fatal = fatal == null ? other.fatal : fatal;
      return this;
    }
  }

  /** Delivers a batch and tells the handler, once, how it ended. */
  void deliver(List<BulkEntry> batch, ResultHandler<BulkEntry> handler) {
    Tally refused = new Tally();
    List<BulkEntry> sendable = new ArrayList<>(batch.size());
    for (BulkEntry entry : batch) {
      if (entry.document().refused()) {
        refused.rejected.add(Rejection.of(entry, REASON_NOT_AN_EVENT, entry.document().refusal()));
      } else if (entry.size() > maxDocumentBytes) {
        String error = "index: expected at most %d bytes, found %d";
        refused.rejected.add(
            Rejection.of(entry, REASON_TOO_LARGE, error.formatted(maxDocumentBytes, entry.size())));
      } else {
        sendable.add(entry);
      }
    }
    if (sendable.isEmpty()) {
      end(CompletableFuture.completedFuture(refused), handler);
    } else if (!breaker.tryAcquirePermission()) {
      metrics.bulksHeld.inc();
      later(batch, handler);
    } else {
      end(sendGuarded(sendable).thenApply(tally -> tally.plus(refused)), handler);
    }
  }

  private CompletionStage<Tally> sendGuarded(List<BulkEntry> entries) {
    long start = System.nanoTime();
    return send(entries)
        .whenComplete(
            (tally, bug) -> {
              long nanos = System.nanoTime() - start;
              if (bug != null || tally.fatal != null) {
                breaker.releasePermission();
              } else if (tally.overloaded) {
                breaker.onError(nanos, TimeUnit.NANOSECONDS, new IOException("overloaded"));
              } else {
                breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
              }
            });
  }

  private CompletionStage<Tally> send(List<BulkEntry> entries) {
    metrics.bulks.inc();
    long start = System.nanoTime();
    CompletionStage<List<BulkResponseItem>> answer;
    try {
      answer = client.bulk(entries.stream().map(BulkEntry::document).toList());
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer
        .whenComplete(
            (items, failure) ->
                metrics.bulkTook(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)))
        .handle((items, failure) -> items != null ? read(entries, items) : failed(entries, failure))
        .thenCompose(tally -> tally);
  }

  private CompletionStage<Tally> read(List<BulkEntry> entries, List<BulkResponseItem> items) {
    Tally tally = new Tally();
    if (items.size() != entries.size()) {
      tally.fatal =
          new IOException(
              "bulk: expected %d answers, found %d".formatted(entries.size(), items.size()));
      return CompletableFuture.completedFuture(tally);
    }
    for (int i = 0; i < items.size(); i++) {
      read(entries.get(i), items.get(i), tally);
    }
    tally.overloaded = tally.again.size() * 2 > items.size();
    return CompletableFuture.completedFuture(tally);
  }

  private void read(BulkEntry entry, BulkResponseItem item, Tally tally) {
    switch (OutcomeClassifier.ofItem(item)) {
      case STORED -> tally.stored++;
      case ALREADY_THERE -> tally.alreadyThere++;
      case RETRY -> tally.again.add(entry);
      case SUSPECT -> {
        if (entry.failedAgain() < MAX_FAILURES_OF_ONE) {
          tally.again.add(entry);
        } else {
          String error =
              "failed %d times; %s"
                  .formatted(MAX_FAILURES_OF_ONE, OutcomeClassifier.describe(item.error()));
          tally.rejected.add(Rejection.of(entry, REASON_FAILED, error));
        }
      }
      case REJECTED ->
          tally.rejected.add(
              Rejection.of(entry, REASON_REJECTED, OutcomeClassifier.describe(item.error())));
      case FATAL ->
          tally.fatal =
              new IOException("bulk: document " + entry + " got an answer that ends it: " + item);
    }
  }

  private CompletionStage<Tally> failed(List<BulkEntry> entries, Throwable failure) {
    Throwable cause = OutcomeClassifier.unwrapped(failure);
    metrics.bulksFailed.inc();
    Tally tally = new Tally();
    switch (OutcomeClassifier.ofFailure(cause)) {
      case RETRY -> {
        LOG.warn(
            "bulk of {} documents failed, they are sent again: {}", entries.size(), text(cause));
        tally.again.addAll(entries);
        tally.overloaded = true;
      }
      case SPLIT -> {
        if (entries.size() > 1) {
          metrics.bulksSplit.inc();
          int middle = entries.size() / 2;
          return send(entries.subList(0, middle))
              .thenCombine(send(entries.subList(middle, entries.size())), Tally::plus);
        }
        tally.rejected.add(Rejection.of(entries.get(0), REASON_REJECTED, text(cause)));
      }
      case FATAL -> tally.fatal = new IOException("bulk: " + text(cause), cause);
    }
    return CompletableFuture.completedFuture(tally);
  }

  private static String text(Throwable cause) {
    String text = String.valueOf(cause);
    return text.length() > 2_000 ? text.substring(0, 2_000) : text;
  }

  /** The one place where a delivery that was not held back ends. */
  private void end(CompletionStage<Tally> outcome, ResultHandler<BulkEntry> handler) {
    outcome
        .thenCompose(tally -> tally.fatal == null ? buried(tally) : outcome)
        .whenComplete(
            (tally, bug) -> {
              if (bug != null) {
                handler.completeExceptionally(new IOException("index sink", bug));
              } else if (tally.fatal != null) {
                handler.completeExceptionally(tally.fatal);
              } else {
                metrics.stored.inc(tally.stored);
                metrics.alreadyThere.inc(tally.alreadyThere);
                if (tally.again.isEmpty()) {
                  failuresInARow.set(0);
                  handler.complete();
                } else {
                  later(tally.again, handler);
                }
              }
            });
  }

  private CompletionStage<Tally> buried(Tally tally) {
    if (tally.rejected.isEmpty()) {
      return CompletableFuture.completedFuture(tally);
    }
    return deadLetters
        .send(tally.rejected.stream().map(Rejection::letter).toList())
        .handle(
            (durable, failure) -> {
              if (failure == null) {
                metrics.deadLettered.inc(tally.rejected.size());
              } else {
                LOG.warn("dead letters not written, sent again: {}", text(failure));
                metrics.deadLettersFailed.inc();
                tally.rejected.forEach(rejection -> tally.again.add(rejection.entry()));
              }
              return tally;
            });
  }

  private void later(List<BulkEntry> entries, ResultHandler<BulkEntry> handler) {
    metrics.retried.inc(entries.size());
    long delay = backoff.millis(failuresInARow.incrementAndGet(), ThreadLocalRandom.current());
    timer.schedule(() -> handler.retryForEntries(entries), delay, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    client.close();
    deadLetters.close();
  }
}
