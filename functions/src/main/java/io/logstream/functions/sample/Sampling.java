package io.logstream.functions.sample;

import io.logstream.functions.control.Columns;
import io.logstream.functions.control.ControlKind;
import io.logstream.functions.control.ControlTable;
import io.logstream.functions.control.InvalidRowException;
import java.util.List;
import java.util.Set;

/**
 * Of which events a part is kept, and how large a part: a row of kind {@code sampling}. Columns:
 *
 * <ul>
 *   <li>{@code datasets}, {@code services}, {@code levels}: whose events, by {@code event.dataset},
 *       {@code service.name} and {@code log.level}; arrays or with commas between; where one is
 *       absent it is of all, but one of them there must be
 *   <li>{@code keep}: the part of traces that are kept, 0 to 1; of events without a trace the part
 *       of events
 * </ul>
 */
public record Sampling(
    String id, Set<String> datasets, Set<String> services, Set<String> levels, double keep) {

  /** How rules are read. */
  public static final ControlTable<Sampling> TABLE =
      new ControlTable<>(ControlKind.SAMPLING, Sampling::read);

  static Sampling read(Columns row) throws InvalidRowException {
    Set<String> datasets = set(row.texts("datasets"));
    Set<String> services = set(row.texts("services"));
    Set<String> levels = set(row.texts("levels"));
    if (datasets.isEmpty() && services.isEmpty() && levels.isEmpty()) {
      throw row.expected("datasets", "datasets, services or levels");
    }
    return new Sampling(row.id(), datasets, services, levels, row.number("keep", 0, 1));
  }

  private static Set<String> set(List<String> texts) {
    return Set.copyOf(texts);
  }

  /** Whether it is of an event with these; null where the event lacks one. */
  boolean isOf(String dataset, String service, String level) {
    return isIn(datasets, dataset) && isIn(services, service) && isIn(levels, level);
  }

  private static boolean isIn(Set<String> all, String value) {
    return all.isEmpty() || value != null && all.contains(value);
  }
}
