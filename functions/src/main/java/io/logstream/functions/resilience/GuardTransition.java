package io.logstream.functions.resilience;

import java.time.Instant;

/** A guard went from one state to another. */
public record GuardTransition(String guard, GuardState from, GuardState to, Instant at) {}
