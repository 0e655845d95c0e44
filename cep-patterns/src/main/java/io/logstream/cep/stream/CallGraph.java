package io.logstream.cep.stream;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Who calls whom, as far as calls have told. */
final class CallGraph {

  /** More edges are a sender that makes names up. */
  private static final int MOST = 100_000;

  private final Map<String, Set<String>> callees = new HashMap<>();
  private final Map<String, Set<String>> callers = new HashMap<>();
  private int size;

  /** Takes up an edge; false if it is known, or one too many. */
  boolean add(String caller, String callee) {
    if (size >= MOST
        || !callees.computeIfAbsent(caller, key -> new LinkedHashSet<>()).add(callee)) {
      return false;
    }
    callers.computeIfAbsent(callee, key -> new LinkedHashSet<>()).add(caller);
    size++;
    return true;
  }

  Set<String> callees(String service) {
    return callees.getOrDefault(service, Set.of());
  }

  Set<String> callers(String service) {
    return callers.getOrDefault(service, Set.of());
  }

  int size() {
    return size;
  }
}
