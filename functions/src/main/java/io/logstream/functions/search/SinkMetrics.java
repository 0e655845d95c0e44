package io.logstream.functions.search;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.logstream.functions.resilience.GuardState;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * What the sink counts. At any time, over the life of one writer:
 *
 * <pre>received = stored + already there + dead-lettered + in flight</pre>
 *
 * where in flight is what waits in the buffer, is on the wire, or backs off.
 */
final class SinkMetrics {

  /** Documents handed to the writer, and those restored from a checkpoint. */
  final Counter received = new ThreadSafeSimpleCounter();

  /** Documents that are in the index and were not before. */
  final Counter stored = new ThreadSafeSimpleCounter();

  /** Documents that the index had: replays. */
  final Counter alreadyThere = new ThreadSafeSimpleCounter();

  /** Documents whose dead letter is acknowledged. */
  final Counter deadLettered = new ThreadSafeSimpleCounter();

  /** Times that a document was put back to be sent again. */
  final Counter retried = new ThreadSafeSimpleCounter();

  /** Bulk requests sent. */
  final Counter bulks = new ThreadSafeSimpleCounter();

  /** Bulk requests that failed as a whole. */
  final Counter bulksFailed = new ThreadSafeSimpleCounter();

  /** Batches held back by the open breaker. */
  final Counter bulksHeld = new ThreadSafeSimpleCounter();

  /** Bulk requests halved to find the document that the cluster does not accept. */
  final Counter bulksSplit = new ThreadSafeSimpleCounter();

  /** Attempts to write dead letters that failed and are made again. */
  final Counter deadLettersFailed = new ThreadSafeSimpleCounter();

  private final Counter breakerTransitions = new ThreadSafeSimpleCounter();
  private final LongAdder bulkMillis = new LongAdder();

  /** Time that a bulk request took, from sending to its answer. */
  void bulkTook(long millis) {
    bulkMillis.add(millis);
  }

  /** Documents in the buffer, on the wire, or backing off. */
  long inFlight() {
    return received.getCount()
        - stored.getCount()
        - alreadyThere.getCount()
        - deadLettered.getCount();
  }

  void register(MetricGroup group, CircuitBreaker breaker) {
    group.counter("documentsReceived", received);
    group.counter("documentsStored", stored);
    group.counter("documentsAlreadyThere", alreadyThere);
    group.counter("documentsDeadLettered", deadLettered);
    group.counter("documentsRetried", retried);
    group.counter("bulks", bulks);
    group.counter("bulksFailed", bulksFailed);
    group.counter("bulksHeld", bulksHeld);
    group.counter("bulksSplit", bulksSplit);
    group.counter("deadLettersFailed", deadLettersFailed);
    group.gauge("documentsInFlight", (Gauge<Long>) this::inFlight);
    group.gauge("bulkMillisTotal", (Gauge<Long>) bulkMillis::sum);
    group.gauge("breakerState", (Gauge<Integer>) () -> GuardState.of(breaker.getState()).ordinal());
    group.counter("breakerTransitions", breakerTransitions);
    breaker.getEventPublisher().onStateTransition(transition -> breakerTransitions.inc());
  }
}
