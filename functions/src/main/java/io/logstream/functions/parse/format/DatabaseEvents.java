package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.Locale;

/** What the schema calls a line of a database server. */
final class DatabaseEvents {

  private DatabaseEvents() {}

  /** Of category database; of type error where the level, which is set by now, is one. */
  static void classify(Event event) {
    String level = event.textOrNull(EcsField.LOG_LEVEL);
    boolean isError =
        level != null
            && switch (level.toLowerCase(Locale.ROOT)) {
              case "error", "fatal", "panic" -> true;
              default -> false;
            };
    event.set(EcsField.EVENT_CATEGORY, "database");
    event.set(EcsField.EVENT_TYPE, isError ? "error" : "info");
  }
}
