package io.logstream.functions.enrich;

import io.logstream.functions.event.Event;

/** Adds to an event what its line does not say, from tables that the process holds. */
@FunctionalInterface
public interface EventEnricher {

  /** Adds nothing. */
  EventEnricher NONE = event -> {};

  /** Adds fields; leaves those that are set. Fast and without I/O: it stands on the hot path. */
  void enrich(Event event);
}
