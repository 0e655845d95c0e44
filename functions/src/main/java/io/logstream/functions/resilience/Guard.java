package io.logstream.functions.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Stands before one service: breaker (Resilience4j), bulkhead, time-out. Safe for use by many
 * threads.
 *
 * <pre>{@code
 * guard.tryAcquire().ifPresentOrElse(
 *     permit -> client.send(record, error -> {
 *       if (error == null) permit.succeeded(); else permit.failed(error);
 *     }),
 *     () -> spool.append(record));
 * }</pre>
 */
public final class Guard {

  private final String name;
  private final AtomicLong underWay = new AtomicLong();
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder turnedAway = new LongAdder();
  private final LongAdder transitions = new LongAdder();
  private final CopyOnWriteArrayList<Consumer<GuardTransition>> listeners =
      new CopyOnWriteArrayList<>();

  private volatile GuardOptions options;
  private volatile CircuitBreaker breaker;
  private volatile Bulkhead bulkhead;
  private volatile Instant since = Instant.now();
  private volatile String lastError;

  /** A closed guard. */
  public Guard(String name, GuardOptions options) {
    this.name = name;
    this.options = options;
    this.breaker = breaker(options);
    this.bulkhead = bulkhead(options);
  }

  private Bulkhead bulkhead(GuardOptions options) {
    return Bulkhead.of(
        name,
        BulkheadConfig.custom()
            .maxConcurrentCalls(options.concurrency())
            .maxWaitDuration(Duration.ZERO)
            .build());
  }

  private CircuitBreaker breaker(GuardOptions options) {
    CircuitBreaker made =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(options.window())
                .minimumNumberOfCalls(options.minimum())
                .failureRateThreshold(options.failureShare())
                .slowCallDurationThreshold(options.slowCall())
                .slowCallRateThreshold(options.slowShare())
                .waitDurationInOpenState(options.openTime())
                .permittedNumberOfCallsInHalfOpenState(options.probes())
                .build());
    made.getEventPublisher()
        .onStateTransition(
            event ->
                changed(
                    GuardState.of(event.getStateTransition().getFromState()),
                    GuardState.of(event.getStateTransition().getToState())));
    return made;
  }

  private void changed(GuardState from, GuardState to) {
    Instant now = Instant.now();
    since = now;
    transitions.increment();
    GuardTransition transition = new GuardTransition(name, from, to, now);
    listeners.forEach(listener -> listener.accept(transition));
  }

  /** The service's name. */
  public String name() {
    return name;
  }

  /** The options in force. */
  public GuardOptions options() {
    return options;
  }

  /** What it does with calls now. An open guard whose time has passed is half open once asked. */
  public GuardState state() {
    return GuardState.of(breaker.getState());
  }

  /** Tells of each change of state, in the thread that made it; must not block. */
  public void onTransition(Consumer<GuardTransition> listener) {
    listeners.add(listener);
  }

  /** Other options from now on; what was seen so far is forgotten, an operator's word is not. */
  public void reconfigure(GuardOptions changed) {
    CircuitBreaker before = breaker;
    CircuitBreaker after = breaker(changed);
    options = changed;
    breaker = after;
    bulkhead = bulkhead(changed);
    switch (before.getState()) {
      case FORCED_OPEN -> after.transitionToForcedOpenState();
      case DISABLED -> after.transitionToDisabledState();
      case OPEN, HALF_OPEN -> after.transitionToOpenState();
      default -> {}
    }
  }

  /** An operator's word: no calls until {@link #release()}. */
  public void forceOpen() {
    breaker.transitionToForcedOpenState();
  }

  /** An operator's word: all calls, whatever happens, until {@link #release()}. */
  public void forceClosed() {
    breaker.transitionToDisabledState();
  }

  /** Back to deciding by itself, starting closed. */
  public void release() {
    breaker.transitionToClosedState();
  }

  /** Leave for one call, whose end the caller must tell; empty where it is turned away. */
  public Optional<Permit> tryAcquire() {
    try {
      return Optional.of(acquire());
    } catch (TurnedAwayException e) {
      return Optional.empty();
    }
  }

  /**
   * Leave for one call, whose end the caller must tell.
   *
   * @throws TurnedAwayException if the call may not be made
   */
  public Permit acquire() {
    Bulkhead room = bulkhead;
    if (!room.tryAcquirePermission()) {
      turnedAway.increment();
      throw new TurnedAwayException(name, TurnedAwayException.Reason.FULL);
    }
    CircuitBreaker asked = breaker;
    if (!asked.tryAcquirePermission()) {
      room.releasePermission();
      turnedAway.increment();
      throw new TurnedAwayException(name, TurnedAwayException.Reason.OPEN);
    }
    underWay.incrementAndGet();
    return new Permit(asked, room);
  }

  /**
   * Makes a call in this thread. The time-out is the client's to keep: set it from {@link
   * #options()}.
   *
   * @param isServiceFailure tells a failure of the service from a refusal of the record
   * @throws TurnedAwayException if the call was not made
   */
  public <T> T call(Callable<T> call, Predicate<Throwable> isServiceFailure) throws Exception {
    Permit permit = acquire();
    try {
      T result = call.call();
      permit.succeeded();
      return result;
    } catch (Throwable e) {
      permit.ended(e, isServiceFailure);
      throw e;
    }
  }

  /**
   * Starts a call; its future fails with {@link java.util.concurrent.TimeoutException} after the
   * time-out, and with {@link TurnedAwayException} if the call was not made.
   *
   * @param isServiceFailure tells a failure of the service from a refusal of the record
   */
  public <T> CompletableFuture<T> callAsync(
      Supplier<? extends CompletionStage<T>> call, Predicate<Throwable> isServiceFailure) {
    Permit permit;
    try {
      permit = acquire();
    } catch (TurnedAwayException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<T> answer;
    try {
      answer = call.get().toCompletableFuture().copy();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer
        .orTimeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (value, error) -> {
              if (error == null) {
                permit.succeeded();
              } else {
                permit.ended(unwrapped(error), isServiceFailure);
              }
            });
  }

  private static Throwable unwrapped(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  /** The figures now. */
  public GuardStatus status() {
    CircuitBreaker now = breaker;
    CircuitBreaker.Metrics metrics = now.getMetrics();
    return new GuardStatus(
        name,
        GuardState.of(now.getState()),
        since,
        metrics.getFailureRate(),
        metrics.getSlowCallRate(),
        succeeded.sum(),
        refused.sum(),
        failed.sum(),
        turnedAway.sum(),
        underWay.get(),
        transitions.sum(),
        Optional.ofNullable(lastError));
  }

  /** Leave for one call. Exactly one of its methods counts: the first one called. */
  public final class Permit {

    private final CircuitBreaker asked;
    private final Bulkhead room;
    private final long start = System.nanoTime();
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Permit(CircuitBreaker asked, Bulkhead room) {
      this.asked = asked;
      this.room = room;
    }

    /** The service did what was asked. */
    public void succeeded() {
      if (end(succeeded)) {
        asked.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      }
    }

    /** The service is well and said no to this record. */
    public void refused() {
      if (end(refused)) {
        asked.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      }
    }

    /** The service did not answer, or said that it cannot. */
    public void failed(Throwable error) {
      if (end(failed)) {
        lastError = error.toString();
        asked.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, error);
      }
    }

    /** The call was not made after all. */
    public void unused() {
      if (open.compareAndSet(true, false)) {
        underWay.decrementAndGet();
        room.onComplete();
        asked.releasePermission();
      }
    }

    private void ended(Throwable error, Predicate<Throwable> isServiceFailure) {
      if (isServiceFailure.test(error)) {
        failed(error);
      } else {
        refused();
      }
    }

    private boolean end(LongAdder how) {
      if (!open.compareAndSet(true, false)) {
        return false;
      }
      how.increment();
      underWay.decrementAndGet();
      room.onComplete();
      return true;
    }
  }
}
