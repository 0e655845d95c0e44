package io.logstream.console.map;

import io.logstream.functions.event.Dependency;
import io.logstream.functions.graph.MapWindow;
import io.logstream.functions.graph.ServiceGraph;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The service map as topic {@code dependencies} tells it: what is in force, and the windows that
 * were seen since the console started, as many as there is room for.
 */
final class ServiceMap {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Windows of each length. */
  private static final int MOST_WINDOWS = 360;

  /** Edges in all windows of a length; the oldest windows go first. */
  private static final int MOST_EDGES = 100_000;

  private final Map<MapWindow, Windows> windows = new EnumMap<>(MapWindow.class);

  private static final class Windows {
    private final Map<String, Dependency> current = new HashMap<>();
    private final TreeMap<Long, Map<String, Dependency>> byEnd = new TreeMap<>();
    private int edges;
  }

  ServiceMap() {
    for (MapWindow window : MapWindow.values()) {
      windows.put(window, new Windows());
    }
  }

  /** Takes an edge's window. */
  synchronized void put(MapWindow window, String edge, Dependency dependency) {
    Windows of = windows.get(window);
    of.current.put(edge, dependency);
    Map<String, Dependency> seen =
        of.byEnd.computeIfAbsent(dependency.end() / NANOS_PER_MILLI, end -> new HashMap<>());
    if (seen.put(edge, dependency) == null) {
      of.edges++;
    }
    while (of.byEnd.size() > MOST_WINDOWS || of.edges > MOST_EDGES && of.byEnd.size() > 1) {
      of.edges -= of.byEnd.pollFirstEntry().getValue().size();
    }
  }

  /** Takes the tombstone of an edge's window. */
  synchronized void remove(MapWindow window, String edge) {
    windows.get(window).current.remove(edge);
  }

  /** What is in force. */
  synchronized ServiceGraph current(MapWindow window) {
    return ServiceGraph.of(new ArrayList<>(windows.get(window).current.values()));
  }

  /** The last window that ended at a time or before; empty where none is remembered. */
  synchronized ServiceGraph at(MapWindow window, long millis) {
    Map.Entry<Long, Map<String, Dependency>> last = windows.get(window).byEnd.floorEntry(millis);
    return ServiceGraph.of(last == null ? List.of() : new ArrayList<>(last.getValue().values()));
  }

  /** When the remembered windows ended, in milliseconds since the epoch. */
  synchronized List<Long> times(MapWindow window) {
    return List.copyOf(windows.get(window).byEnd.keySet());
  }
}
