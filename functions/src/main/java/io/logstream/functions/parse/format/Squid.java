package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.FirstCharacters;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;
import java.util.Locale;

/**
 * Squid's access log in its native format: {@code TIME.MS ELAPSED CLIENT RESULT/STATUS BYTES METHOD
 * URL USER HIERARCHY/PEER TYPE}. Its common and combined formats are Apache's with the result
 * behind.
 */
@AutoService(Format.class)
public final class Squid implements Format {

  private static final String NAME = "squid";

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
    int point = line.indexOf('.');
    if (point >= 9 && point <= 11 && line.length() > point + 20 && line.charAt(point + 4) == ' ') {
      int slash = line.indexOf('/');
      return slash > 20 && slash < 120 && isResult(line, slash) ? FIELDS + 5 : NONE;
    }
    if (!CombinedLog.looksLike(line)) {
      return NONE;
    }
    int colon = line.lastIndexOf(':');
    int blank = line.lastIndexOf(' ', colon);
    return colon > 0 && blank > 0 && isResult(line, colon) && line.startsWith("HIER_", colon + 1)
        ? FIELDS + 5
        : NONE;
  }

  /** A word such as {@code TCP_MISS} or {@code UDP_HIT} ends here. */
  private static boolean isResult(String line, int end) {
    int start = end;
    while (start > 0
        && (Character.isUpperCase(line.charAt(start - 1)) || line.charAt(start - 1) == '_')) {
      start--;
    }
    return line.startsWith("TCP_", start)
        || line.startsWith("UDP_", start)
        || line.startsWith("NONE", start)
        || line.startsWith("NONE_", start)
        || line.startsWith("ERR_", start);
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    if (CombinedLog.looksLike(line)) {
      CombinedLog.parse(cursor, context, event);
      String rest = cursor.rest().strip();
      int colon = rest.indexOf(':');
      result(colon < 0 ? rest : rest.substring(0, colon), event);
      event.vendor("squid.hierarchy", colon < 0 ? "" : rest.substring(colon + 1));
    } else {
      nativeLine(cursor, event);
    }
    event.set(EVENT_CATEGORY, "network");
    event.add(EVENT_CATEGORY, "web");
    event.add(EVENT_TYPE, "access");
    event.set(OBSERVER_VENDOR, "Squid");
    event.set(OBSERVER_PRODUCT, "Squid");
    event.set(OBSERVER_TYPE, "proxy");
    event.set(MESSAGE, line);
    return null;
  }

  private static void nativeLine(Cursor cursor, Event event) throws ParseException {
    String time = cursor.word();
    long nanos = Timestamps.epochSeconds(time);
    if (nanos < 0) {
      cursor.moveTo(0);
      throw cursor.expected("a time in seconds and milliseconds");
    }
    event.set(TIMESTAMP, nanos);
    cursor.skipBlanks();
    long elapsed = Values.number(cursor.word());
    if (elapsed >= 0 && elapsed < 1L << 40) {
      event.set(EVENT_DURATION, elapsed * 1_000_000);
      event.set(EVENT_START, Math.max(0, nanos - elapsed * 1_000_000));
      event.set(EVENT_END, nanos);
      event.vendor("squid.elapsed", elapsed);
    }
    cursor.skipBlanks();
    event.set(SOURCE_ADDRESS, cursor.word());
    cursor.skipBlanks();
    String code = cursor.word();
    int slash = code.indexOf('/');
    if (slash < 0) {
      cursor.moveTo(cursor.position() - code.length());
      throw cursor.expected("RESULT/STATUS");
    }
    result(code.substring(0, slash), event);
    long status = Values.number(code.substring(slash + 1));
    if (status > 0) {
      event.set(HTTP_RESPONSE_STATUS_CODE, status);
    }
    cursor.skipBlanks();
    String bytes = cursor.word();
    Values.number(event, HTTP_RESPONSE_BYTES, bytes);
    Values.number(event, DESTINATION_BYTES, bytes);
    cursor.skipBlanks();
    event.set(HTTP_REQUEST_METHOD, Values.given(cursor.word()));
    cursor.skipBlanks();
    url(cursor, event);
    cursor.skipBlanks();
    event.set(USER_NAME, Values.given(cursor.word()));
    cursor.skipBlanks();
    peer(cursor.word(), event);
    cursor.skipBlanks();
    if (!cursor.atEnd()) {
      event.set(HTTP_RESPONSE_MIME_TYPE, Values.given(cursor.word()));
    }
    String rest = cursor.rest().strip();
    if (!rest.isEmpty()) {
      event.vendor("squid.rest", rest);
    }
  }

  private static void url(Cursor cursor, Event event) throws ParseException {
    String url = cursor.word();
    event.set(URL_ORIGINAL, Values.given(url));
  }

  /** {@code HIER_DIRECT/1.2.3.4}, {@code FIRSTUP_PARENT/proxy.example.com}, {@code NONE/-}. */
  private static void peer(String text, Event event) {
    int slash = text.indexOf('/');
    event.vendor("squid.hierarchy", slash < 0 ? text : text.substring(0, slash));
    if (slash > 0) {
      event.set(DESTINATION_ADDRESS, Values.given(text.substring(slash + 1)));
    }
  }

  private static void result(String code, Event event) {
    event.set(EVENT_ACTION, code.toLowerCase(Locale.ROOT));
    event.vendor("squid.result", code);
    if (code.contains("DENIED")) {
      Verdict.DENIED.set(event);
    }
    EcsField protocol = NETWORK_PROTOCOL;
    event.set(protocol, "http");
  }
}
