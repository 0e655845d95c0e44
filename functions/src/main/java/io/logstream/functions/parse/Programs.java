package io.logstream.functions.parse;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;

/** The name of the program that wrote a line, as what wraps the line states it. */
final class Programs {

  private Programs() {}

  /**
   * {@code cron} for {@code CRON} and {@code /usr/sbin/cron}, {@code postfix} for {@code
   * postfix/smtpd}; the container's name where no program is named; null where neither is.
   */
  static String of(Event outer) {
    String name = outer.textOrNull(EcsField.PROCESS_NAME);
    if (name == null) {
      name = outer.textOrNull(EcsField.CONTAINER_NAME);
    }
    if (name == null) {
      return null;
    }
    int from = 0;
    int to = name.length();
    if (name.charAt(0) == '/') {
      from = name.lastIndexOf('/') + 1;
    } else {
      int slash = name.indexOf('/');
      to = slash < 0 ? to : slash;
    }
    boolean isLower = true;
    for (int i = from; i < to && isLower; i++) {
      isLower = name.charAt(i) < 'A' || name.charAt(i) > 'Z';
    }
    String program = from == 0 && to == name.length() ? name : name.substring(from, to);
    return isLower ? program : program.toLowerCase(java.util.Locale.ROOT);
  }
}
