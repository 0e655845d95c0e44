package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.FirstCharacters;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;

/**
 * Apache httpd: the common, combined and virtual-host access logs, and the error log of 2.2 and
 * 2.4: {@code [Fri Feb 01 22:03:08.319124 2019] [core:error] [pid 9:tid 8] (13)reason: [client
 * 1.2.3.4:567] AH00035: message}.
 */
@AutoService(Format.class)
public final class Apache implements Format {

  private static final String NAME = "apache";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.HOST + "[";
  }

  @Override
  public int fit(String line, Event outer) {
    if (CombinedLog.looksLike(line)) {
      return FIELDS;
    }
    return isErrorLine(line) ? FIELDS : NONE;
  }

  /** {@code [Www Mmm dd …] [}. */
  private static boolean isErrorLine(String line) {
    return line.length() > 30
        && line.charAt(0) == '['
        && Character.isUpperCase(line.charAt(1))
        && line.charAt(4) == ' '
        && Character.isUpperCase(line.charAt(5))
        && line.charAt(8) == ' '
        && line.indexOf("] [", 20) > 0
        && line.indexOf("] [", 20) < 40;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    if (isErrorLine(line)) {
      error(cursor, context, event);
    } else {
      CombinedLog.parse(cursor, context, event);
      // mod_logio and %D add numbers that the line does not name.
      String rest = cursor.rest().strip();
      if (!rest.isEmpty()) {
        event.vendor("apache.access.rest", rest);
      }
    }
    return null;
  }

  private static void error(Cursor cursor, ParseContext context, Event event)
      throws ParseException {
    cursor.expect('[');
    cursor.until(' ');
    event.set(EcsField.TIMESTAMP, Timestamps.syslog(cursor, context));
    cursor.until("] [");
    String module = cursor.until(']');
    int colon = module.indexOf(':');
    event.set(EcsField.LOG_LEVEL, module.substring(colon + 1));
    if (colon > 0) {
      event.vendor("apache.error.module", module.substring(0, colon));
    }
    while (cursor.skip(" [")) {
      bracket(cursor.until(']'), event);
    }
    cursor.skipBlanks();
    // The system's reason stands before the client: "(13)Permission denied: [client …] AH00035: …".
    String message = cursor.rest();
    int client = message.indexOf("[client ");
    if (client >= 0 && client < 200) {
      int end = message.indexOf(']', client);
      if (end > 0) {
        bracket(message.substring(client + 1, end), event);
        message = message.substring(0, client) + message.substring(end + 1).stripLeading();
      }
    }
    if (message.startsWith("AH") && message.indexOf(':') == 7) {
      event.set(EcsField.EVENT_CODE, message.substring(0, 7));
    }
    event.set(EcsField.MESSAGE, message);
    event.set(EcsField.EVENT_CATEGORY, "web");
    event.set(EcsField.EVENT_TYPE, "error");
  }

  private static void bracket(String text, Event event) {
    if (text.startsWith("client ")) {
      String client = text.substring(7);
      int port = client.lastIndexOf(':');
      boolean hasPort = port > 0 && client.indexOf(':') == port || client.indexOf("]:") > 0;
      if (hasPort && isNumber(client, port + 1)) {
        event.set(EcsField.SOURCE_PORT, Long.parseLong(client, port + 1, client.length(), 10));
        client = client.substring(0, port);
      }
      event.set(
          EcsField.SOURCE_ADDRESS,
          client.startsWith("[") && client.endsWith("]")
              ? client.substring(1, client.length() - 1)
              : client);
    } else if (text.startsWith("pid ")) {
      int colon = text.indexOf(':');
      if (isNumber(text.substring(0, colon > 0 ? colon : text.length()), 4)) {
        event.set(
            EcsField.PROCESS_PID, Long.parseLong(text, 4, colon > 0 ? colon : text.length(), 10));
      }
      if (colon > 0 && text.startsWith("tid ", colon + 1) && isNumber(text, colon + 5)) {
        event.set(EcsField.PROCESS_THREAD_ID, Long.parseLong(text, colon + 5, text.length(), 10));
      }
    }
  }

  private static boolean isNumber(String text, int from) {
    if (from >= text.length() || text.length() - from > 18) {
      return false;
    }
    for (int i = from; i < text.length(); i++) {
      if (!Cursor.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
