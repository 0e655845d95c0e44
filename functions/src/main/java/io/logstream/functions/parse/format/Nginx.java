package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.CommonFields;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.FirstCharacters;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;

/**
 * nginx: the combined access log, also with the forwarded-for address that its packages' "main"
 * format adds and with {@code name=value} pairs behind ({@code rt=0.005 uct=0.000 ua="10.0.0.7:80"
 * trace=…}), and the error log: {@code 2019/10/30 23:26:34 [error] 205860#205860: *180289 message,
 * client: …, server: …, request: "…", upstream: "…", host: "…"}.
 */
@AutoService(Format.class)
public final class Nginx implements Format {

  private static final String NAME = "nginx";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.HOST;
  }

  @Override
  public int fit(String line, Event outer) {
    if (isErrorLine(line)) {
      return FIELDS + 1;
    }
    if (!CombinedLog.looksLike(line)) {
      return NONE;
    }
    // Apache's combined format is the same to the letter: nginx shows by its name, by pairs or by a
    // fourth quoted text.
    boolean named =
        NAME.equals(outer.textOrNull(EcsField.PROCESS_NAME))
            || NAME.equals(outer.textOrNull(EcsField.CONTAINER_NAME));
    return named || hasMore(line) ? FIELDS + 1 : FIELDS - 1;
  }

  private static boolean hasMore(String line) {
    char last = line.charAt(line.length() - 1);
    int lastBlank = line.lastIndexOf(' ');
    boolean endsWithPair =
        lastBlank > 0 && line.indexOf('=', lastBlank) > 0 && last != '"'
            || line.endsWith("\"") && line.lastIndexOf("=\"") > lastBlank;
    int quotes = 0;
    for (int i = line.length() - 1; i >= 0 && quotes < 8; i--) {
      if (line.charAt(i) == '"' && (i == 0 || line.charAt(i - 1) != '\\')) {
        quotes++;
      }
    }
    return endsWithPair || quotes == 8 || NginxIngress.fits(line, line.lastIndexOf('"') + 1);
  }

  /** {@code yyyy/mm/dd hh:mm:ss [level] pid#tid: }. */
  private static boolean isErrorLine(String line) {
    return line.length() > 30
        && line.charAt(4) == '/'
        && line.charAt(7) == '/'
        && line.charAt(10) == ' '
        && line.charAt(19) == ' '
        && line.charAt(20) == '['
        && line.indexOf('#', 22) > 0;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    if (Cursor.isDigit(cursor.peek()) && line.length() > 4 && line.charAt(4) == '/') {
      error(cursor, context, event);
      return null;
    }
    CombinedLog.parse(cursor, context, event);
    if (cursor.skip(" \"")) {
      cursor.moveTo(cursor.position() - 1);
      forwardedFor(cursor.quoted(), event);
    }
    if (NginxIngress.fits(line, cursor.position())) {
      NginxIngress.parse(cursor, event);
      return null;
    }
    pairs(cursor, context, event);
    return null;
  }

  private static void forwardedFor(String addresses, Event event) {
    if (!addresses.equals("-")) {
      int comma = addresses.indexOf(',');
      event.set(
          EcsField.NETWORK_FORWARDED_IP,
          (comma > 0 ? addresses.substring(0, comma) : addresses).strip());
    }
  }

  private static void pairs(Cursor cursor, ParseContext context, Event event)
      throws ParseException {
    CommonFields fields = new CommonFields("nginx.access", context, event);
    cursor.skipBlanks();
    while (!cursor.atEnd()) {
      int start = cursor.position();
      String pair = cursor.word();
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        event.vendor("nginx.access.rest", pair + cursor.rest());
        return;
      }
      String key = pair.substring(0, equals);
      cursor.moveTo(start + equals + 1);
      String value =
          cursor.peek() == '"'
              ? cursor.quoted()
              : cursor.atEnd() || cursor.peek() == ' ' ? "" : cursor.word();
      if (!value.equals("-")) {
        switch (key) {
          case "rt", "request_time" -> event.set(EcsField.EVENT_DURATION, nanos(value, event));
          case "ua", "upstream", "upstream_addr" ->
              event.set(EcsField.DESTINATION_ADDRESS, upstreamHost(value, event));
          case "trace" -> event.set(EcsField.TRACE_ID, value);
          case "span" -> event.set(EcsField.SPAN_ID, value);
          default -> fields.text(key, value);
        }
      }
      cursor.skipBlanks();
    }
  }

  /** Seconds with a fraction, as nginx writes times of requests. */
  private static long nanos(String seconds, Event event) {
    try {
      return Math.round(Double.parseDouble(seconds) * 1e9);
    } catch (NumberFormatException e) {
      event.vendor("nginx.access.request_time", seconds);
      return 0;
    }
  }

  private static String upstreamHost(String text, Event event) {
    // Tried one after another: "10.0.0.7:80, 10.0.0.8:80"; the last one answered.
    String last = text.substring(text.lastIndexOf(' ') + 1);
    int colon = last.lastIndexOf(':');
    if (colon > 0 && last.length() - colon <= 6) {
      try {
        event.set(EcsField.DESTINATION_PORT, Long.parseLong(last, colon + 1, last.length(), 10));
        return last.substring(0, colon);
      } catch (NumberFormatException e) {
        return last;
      }
    }
    return last;
  }

  private static void error(Cursor cursor, ParseContext context, Event event)
      throws ParseException {
    event.set(EcsField.TIMESTAMP, Timestamps.iso(cursor, context));
    cursor.expect(" [");
    event.set(EcsField.LOG_LEVEL, cursor.until(']'));
    cursor.skipBlanks();
    event.set(EcsField.PROCESS_PID, cursor.digits());
    cursor.expect('#');
    event.set(EcsField.PROCESS_THREAD_ID, cursor.digits());
    cursor.expect(": ");
    if (cursor.skip('*')) {
      event.vendor("nginx.error.connection_id", cursor.digits());
      cursor.skip(' ');
    }
    String message = cursor.rest();
    event.set(EcsField.MESSAGE, message);
    event.set(EcsField.SOURCE_ADDRESS, after(message, ", client: "));
    event.set(EcsField.URL_DOMAIN, after(message, ", host: "));
    String request = after(message, ", request: ");
    if (request != null) {
      CombinedLog.request(request, event);
    }
    String upstream = after(message, ", upstream: ");
    if (upstream != null) {
      event.vendor("nginx.error.upstream", upstream);
    }
    event.set(EcsField.EVENT_CATEGORY, "web");
    event.set(EcsField.EVENT_TYPE, "error");
  }

  /**
   * The value behind a name, up to the next comma or within its quotes; null where the name does
   * not occur.
   */
  private static String after(String message, String name) {
    int at = message.lastIndexOf(name);
    if (at < 0) {
      return null;
    }
    int start = at + name.length();
    if (start < message.length() && message.charAt(start) == '"') {
      int end = message.indexOf('"', start + 1);
      return end < 0 ? message.substring(start + 1) : message.substring(start + 1, end);
    }
    int end = message.indexOf(',', start);
    return end < 0 ? message.substring(start) : message.substring(start, end);
  }
}
