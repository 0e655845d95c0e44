package io.logstream.functions.resilience;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The guards of one process, by the name of the service that each stands before. */
public final class Guards {

  private final Map<String, Guard> byName = new ConcurrentSkipListMap<>();
  private final List<Consumer<GuardTransition>> listeners = new CopyOnWriteArrayList<>();

  /** The guard of a service, made with these options at its first mention. */
  public Guard guard(String name, GuardOptions options) {
    return byName.computeIfAbsent(
        name,
        key -> {
          Guard guard = new Guard(key, options);
          guard.onTransition(
              transition -> listeners.forEach(listener -> listener.accept(transition)));
          return guard;
        });
  }

  /**
   * The guard of a service already mentioned.
   *
   * @throws NoSuchElementException naming those that there are
   */
  public Guard named(String name) {
    Guard guard = byName.get(name);
    if (guard == null) {
      throw new NoSuchElementException(
          "no guard \"%s\"; there are: %s".formatted(name, String.join(", ", byName.keySet())));
    }
    return guard;
  }

  /** In the order of their names. */
  public List<Guard> all() {
    return List.copyOf(byName.values());
  }

  /** Tells of each change of state of any guard, in the thread that made it; must not block. */
  public void onTransition(Consumer<GuardTransition> listener) {
    listeners.add(listener);
  }
}
