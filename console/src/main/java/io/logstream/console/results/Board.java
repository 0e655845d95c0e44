package io.logstream.console.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last state of each result of one kind. Bounded: the one that has not changed for longest goes
 * first. Safe for use by many threads.
 */
final class Board {

  private final int most;
  private final Map<String, JsonNode> states = new LinkedHashMap<>();

  Board(int most) {
    this.most = most;
  }

  /** Takes up a state; a missing one takes the result away. */
  synchronized void put(String id, Optional<JsonNode> state) {
    states.remove(id);
    if (state.isPresent()) {
      states.put(id, state.get());
      if (states.size() > most) {
        states.remove(states.keySet().iterator().next());
      }
    }
  }

  synchronized Optional<JsonNode> get(String id) {
    return Optional.ofNullable(states.get(id));
  }

  /** All, the one that changed last at the end. */
  synchronized Collection<JsonNode> all() {
    return List.copyOf(states.values());
  }
}
