package io.logstream.functions.route;

import io.logstream.functions.control.ControlView;
import io.logstream.functions.event.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Holds events against the {@link Routing} rules in force. Not safe for use by two threads. */
final class Routes {

  private final ControlView control;
  private final List<String> topics = new ArrayList<>(2);
  private long seen = -1;
  private List<Routing> rules = List.of();
  private boolean isElsewhereOnly;

  /** By the rules of a view that reads {@link Routing#TABLE}. */
  Routes(ControlView control) {
    this.control = control;
  }

  /** The topics of their own that an event goes to, each once; valid until the next call. */
  List<String> of(Event event) {
    if (seen != control.changes()) {
      seen = control.changes();
      rules =
          control.rows(Routing.TABLE).stream().sorted(Comparator.comparing(Routing::id)).toList();
    }
    topics.clear();
    isElsewhereOnly = false;
    for (int i = 0; i < rules.size(); i++) {
      Routing rule = rules.get(i);
      if (rule.selection().isOf(event)) {
        isElsewhereOnly |= rule.isOnly();
        if (!topics.contains(rule.topic())) {
          topics.add(rule.topic());
        }
      }
    }
    return topics;
  }

  /** Whether the event that was asked for last is in no other topic. */
  boolean isElsewhereOnly() {
    return isElsewhereOnly;
  }
}
