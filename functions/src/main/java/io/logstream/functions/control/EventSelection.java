package io.logstream.functions.control;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.Set;

/**
 * Which events a rule is of. Columns, each an array or texts with commas between; where one is
 * absent the rule is of all, but one of them there must be:
 *
 * <ul>
 *   <li>{@code datasets}: values of {@code event.dataset}
 *   <li>{@code services}: values of {@code service.name}
 *   <li>{@code levels}: values of {@code log.level}
 * </ul>
 */
public record EventSelection(Set<String> datasets, Set<String> services, Set<String> levels) {

  /** By the columns of a row. */
  public static EventSelection read(Columns row) throws InvalidRowException {
    EventSelection read =
        new EventSelection(
            Set.copyOf(row.texts("datasets")),
            Set.copyOf(row.texts("services")),
            Set.copyOf(row.texts("levels")));
    if (read.datasets.isEmpty() && read.services.isEmpty() && read.levels.isEmpty()) {
      throw row.expected("datasets", "datasets, services or levels");
    }
    return read;
  }

  /** Whether an event is one of them. */
  public boolean isOf(Event event) {
    return isIn(datasets, event, EcsField.EVENT_DATASET)
        && isIn(services, event, EcsField.SERVICE_NAME)
        && isIn(levels, event, EcsField.LOG_LEVEL);
  }

  private static boolean isIn(Set<String> all, Event event, EcsField field) {
    if (all.isEmpty()) {
      return true;
    }
    String value = event.textOrNull(field);
    return value != null && all.contains(value);
  }
}
