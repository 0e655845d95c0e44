package io.logstream.local.alerting;

import io.logstream.functions.resilience.Guard;
import io.logstream.functions.resilience.TurnedAwayException;
import io.logstream.functions.threat.Severity;
import io.logstream.local.alerting.AlertOutput.RefusedException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one output of alerts: each once for each severity that it reaches, again and again until
 * the output has it. A breaker spares an output that is down.
 */
final class AlertDelivery {

  private static final Logger LOG = LoggerFactory.getLogger(AlertDelivery.class);

  /** How an alert ended. */
  enum Outcome {
    TOLD,
    /** The output knows it, at this severity or a higher one. */
    KNOWN,
    /** Not severe enough, or it no longer holds. */
    BELOW,
    REFUSED,
    /** The process ends; the alert comes again when it begins. */
    ENDED
  }

  /** Waits between attempts, so that tests need not. */
  @FunctionalInterface
  interface Pause {
    void take(Duration time) throws InterruptedException;
  }

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final AlertOutput output;
  private final Guard guard;
  private final ToldAlerts told;
  private final Severity least;
  private final Pause pause;

  AlertDelivery(AlertOutput output, Guard guard, ToldAlerts told, Severity least, Pause pause) {
    this.output = output;
    this.guard = guard;
    this.told = told;
    this.least = least;
    this.pause = pause;
  }

  /** Tells an alert, however long it takes. */
  Outcome deliver(AlertNotice notice, BooleanSupplier isEnding)
      throws SQLException, InterruptedException {
    if (notice.severity().compareTo(least) < 0 || !notice.holds()) {
      return Outcome.BELOW;
    }
    if (told.knows(output.name(), notice)) {
      return Outcome.KNOWN;
    }
    Duration wait = FIRST_PAUSE;
    while (!isEnding.getAsBoolean()) {
      try {
        attempt(notice);
        told.keep(output.name(), notice);
        return Outcome.TOLD;
      } catch (RefusedException e) {
        LOG.warn("alert {}: {}", notice.id(), e.getMessage());
        return Outcome.REFUSED;
      } catch (IOException e) {
        LOG.warn("alert {}: {}; again in {} ms", notice.id(), e.getMessage(), wait.toMillis());
      } catch (TurnedAwayException e) {
        // The breaker is open: what made it so was told.
        LOG.debug("alert {}: {}", notice.id(), e.getMessage());
      }
      pause.take(wait);
      wait =
          wait.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? wait.multipliedBy(2) : LONGEST_PAUSE;
    }
    return Outcome.ENDED;
  }

  private void attempt(AlertNotice notice) throws IOException, InterruptedException {
    try {
      guard.call(
          () -> {
            output.send(notice);
            return notice;
          },
          error -> !(error instanceof RefusedException));
    } catch (IOException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("an output throws what it does not declare", e);
    }
  }
}
