package io.logstream.local.sql;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the jobs would make of a row of a control topic.
 *
 * @param error why it would be refused, with the column; empty unless it would be
 * @param columns those that would differ from the row in force, and how
 */
record RowVerdict(
    String topic, String id, Outcome outcome, String error, SortedMap<String, Change> columns) {

  /** What would become of it. */
  enum Outcome {
    /** A row that there is not yet. */
    NEW,
    /** It takes the place of the row in force. */
    CHANGED,
    /** The row in force says the same. */
    SAME,
    /** The row in force is taken away. */
    REMOVED,
    /** Of a kind that no job reads, or it takes away what is not there. */
    WITHOUT_EFFECT,
    /** The row in force stays, and the jobs report it as a dead letter. */
    REFUSED
  }

  /** Two values, as JSON; empty where there is none. */
  record Change(String before, String after) {

    @Override
    public String toString() {
      return before.isEmpty() ? after : before + " → " + (after.isEmpty() ? "-" : after);
    }
  }

  /** What differs between two flat objects. */
  static SortedMap<String, Change> differences(
      SortedMap<String, String> before, SortedMap<String, String> after) {
    SortedMap<String, Change> differences = new TreeMap<>();
    SortedMap<String, String> all = new TreeMap<>(before);
    all.putAll(after);
    for (String name : all.keySet()) {
      Change change = new Change(before.getOrDefault(name, ""), after.getOrDefault(name, ""));
      if (!change.before().equals(change.after())) {
        differences.put(name, change);
      }
    }
    return differences;
  }
}
