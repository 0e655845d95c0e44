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

  /** Rules whose topics are not checked. */
  static final ControlTable<Routing> TABLE = new ControlTable<>(ControlKind.ROUTING, Routing::read);

  /** The same table, with a rule refused unless its topic is one of these. */
  static ControlTable<Routing> to(List<String> topics) {
    return new ControlTable<>(
        ControlKind.ROUTING,
        row -> {
          if (!topics.contains(row.text("topic"))) {
            throw row.expected("topic", "one of the job's routes " + topics);
          }
          return read(row);
        });
  }

  private static Routing read(Columns row) throws InvalidRowException {
    return new Routing(
        row.id(), EventSelection.read(row), row.text("topic"), row.flag("only", false));
  }
}
