package io.logstream.functions.resilience;

import java.time.Instant;
import java.util.Optional;

/**
 * What a guard looks like at a moment.
 *
 * <p>Calls asked for = succeeded + refused + failed + turned away + under way.
 *
 * @param since when it came into this state
 * @param failureShare percent of the window's calls, -1 before {@code minimum-calls}
 * @param slowShare percent of the window's calls, -1 before {@code minimum-calls}
 * @param succeeded calls that the service answered well
 * @param refused calls that the service answered with a refusal of the record
 * @param failed calls that failed, time-outs included
 * @param turnedAway calls not made
 * @param underWay calls without an end yet
 * @param transitions changes of state since the start
 * @param lastError what the last failure said
 */
public record GuardStatus(
    String name,
    GuardState state,
    Instant since,
    float failureShare,
    float slowShare,
    long succeeded,
    long refused,
    long failed,
    long turnedAway,
    long underWay,
    long transitions,
    Optional<String> lastError) {}
