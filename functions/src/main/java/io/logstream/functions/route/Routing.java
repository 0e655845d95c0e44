package io.logstream.functions.route;

import io.logstream.functions.control.Columns;
import io.logstream.functions.control.ControlKind;
import io.logstream.functions.control.ControlTable;
import io.logstream.functions.control.EventSelection;
import io.logstream.functions.control.InvalidRowException;
import java.util.List;

/**
 * Which events go to a topic of their own: a row of kind {@code routing}. Columns: those of {@link
 * EventSelection}; {@code topic}, one of those that the job is configured with, for a topic that
 * there is not would stop it; {@code only}, whether they leave {@code logs}, and with it the index,
 * for it (not by default: they are in both).
 */
public record Routing(String id, EventSelection selection, String topic, boolean isOnly) {

  private static final ControlTable<Routing> ANY = table(List.of());

  /** How rules are read. */
  static ControlTable<Routing> table(List<String> topics) {
    return new ControlTable<>(ControlKind.ROUTING, row -> read(row, topics));
  }

  /** Names the rules in a view, whatever topics they may name. */
  static ControlTable<Routing> rules() {
    return ANY;
  }

  private static Routing read(Columns row, List<String> topics) throws InvalidRowException {
    String topic = row.text("topic");
    if (!topics.contains(topic)) {
      throw row.expected("topic", "one of the job's routes " + topics);
    }
    return new Routing(row.id(), EventSelection.read(row), topic, row.flag("only", false));
  }
}
