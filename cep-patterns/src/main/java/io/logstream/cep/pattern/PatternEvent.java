package io.logstream.cep.pattern;

import java.util.Arrays;
import java.util.Set;

/**
 * An event as patterns see it: a line, a call, a change, an anomaly or an alert, its fields as text
 * under their dotted names. A plain object with public fields so that Flink serializes it without
 * Kryo.
 */
public final class PatternEvent {

  /** What it is evidence as: an event's id, {@code trace:…/span:…}, an alert's id. */
  public String id = "";

  /** Event time, milliseconds since the epoch. */
  public long time;

  /** Its names, in ascending order. */
  public String[] names = {};

  /** Their values. */
  public String[] values = {};

  /** {@link Relation#bit} of each relation to the key that it is looked at under. */
  public int relations;

  /** The value of a field; null where the event lacks it. */
  public String fieldOrNull(String name) {
    // A dozen names: a scan is as fast as a search, and most names differ in their first letters.
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return values[i];
      }
    }
    return null;
  }

  /** The value of a field, empty where the event lacks it. */
  public String field(String name) {
    String value = fieldOrNull(name);
    return value == null ? "" : value;
  }

  /** The same event with these fields alone. */
  public PatternEvent only(Set<String> fields) {
    int size = 0;
    String[] keptNames = new String[names.length];
    String[] keptValues = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      if (fields.contains(names[i])) {
        keptNames[size] = names[i];
        keptValues[size++] = values[i];
      }
    }
    PatternEvent event = under(relations);
    event.names = Arrays.copyOf(keptNames, size);
    event.values = Arrays.copyOf(keptValues, size);
    return event;
  }

  /** The same event under these relations. */
  public PatternEvent under(int relations) {
    PatternEvent event = new PatternEvent();
    event.id = id;
    event.time = time;
    event.names = names;
    event.values = values;
    event.relations = relations;
    return event;
  }
}
