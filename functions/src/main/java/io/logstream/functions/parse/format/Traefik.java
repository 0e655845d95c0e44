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

/**
 * Traefik's access log: the common format with {@code COUNT "ROUTER" "SERVER" DURATIONms} behind,
 * and its JSON of version 1 to 3.
 */
@AutoService(Format.class)
public final class Traefik implements Format {

  private static final String NAME = "traefik";

  private static final VendorFields KEYS =
      new VendorFields(NAME, "traefik.access")
          .map(TIMESTAMP, "time")
          .map("StartUTC", (event, value, context) -> start(event, value, context))
          .map("ClientAddr", (event, value, context) -> client(event, value))
          .map(SOURCE_ADDRESS, "ClientHost")
          .map(SOURCE_PORT, "ClientPort")
          .map(USER_NAME, "ClientUsername")
          .map(URL_DOMAIN, "RequestHost")
          .map(URL_PORT, "RequestPort")
          .map(URL_ORIGINAL, "RequestPath")
          .map(URL_SCHEME, "RequestScheme")
          .map(HTTP_REQUEST_METHOD, "RequestMethod")
          .map(
              "RequestProtocol",
              (event, value, context) -> event.set(HTTP_VERSION, value.replace("HTTP/", "")))
          .map(HTTP_REQUEST_BODY_BYTES, "RequestContentSize")
          .map(HTTP_RESPONSE_STATUS_CODE, "DownstreamStatus")
          .map(HTTP_RESPONSE_BODY_BYTES, "DownstreamContentSize")
          .map(HTTP_REQUEST_REFERRER, "request_Referer", "request_referer")
          .map(USER_AGENT_ORIGINAL, "request_User-Agent", "request_user-agent")
          .map(HTTP_REQUEST_ID, "request_X-Request-Id")
          .map(SERVICE_TARGET_NAME, "ServiceName", "BackendName")
          .map(SERVICE_TARGET_ADDRESS, "ServiceAddr", "BackendAddr")
          .map(TLS_VERSION, "TLSVersion")
          .map(TLS_CIPHER, "TLSCipher")
          .map(TLS_CLIENT_SUBJECT, "TLSClientSubject")
          .map(TRACE_ID, "TraceId")
          .map(SPAN_ID, "SpanId")
          .map(LOG_LEVEL, "level")
          .map(
              "Duration",
              (event, value, context) -> {
                long nanos = Values.number(value);
                if (nanos >= 0) {
                  event.set(EVENT_DURATION, nanos);
                }
              })
          .map("msg", (event, value, context) -> event.set(MESSAGE, value))
          .ignore("StartLocal");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.HOST + "{";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.startsWith("{")) {
      return line.contains("\"DownstreamStatus\"")
              || line.contains("\"RequestMethod\"") && line.contains("\"StartUTC\"")
          ? MARK
          : NONE;
    }
    if (!line.endsWith("ms") || !CombinedLog.looksLike(line)) {
      return NONE;
    }
    int blank = line.lastIndexOf(' ');
    return blank > 0
            && line.charAt(blank - 1) == '"'
            && Values.number(line.substring(blank + 1, line.length() - 2)) >= 0
        ? FIELDS + 5
        : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    if (line.startsWith("{")) {
      JsonLeaves.visit(NAME, line, new JsonLeaves.Into(KEYS, event, context));
      if (!event.has(HTTP_REQUEST_METHOD)) {
        throw ParseException.expected(NAME, "a member \"RequestMethod\"", line, 0);
      }
    } else {
      common(new Cursor(NAME, line), context, event);
    }
    event.set(EVENT_CATEGORY, "web");
    event.set(EVENT_TYPE, "access");
    if (!event.has(MESSAGE) || event.textOrNull(MESSAGE).isBlank()) {
      event.set(MESSAGE, line);
    }
    return null;
  }

  private static void common(Cursor cursor, ParseContext context, Event event)
      throws ParseException {
    CombinedLog.parse(cursor, context, event);
    cursor.skipBlanks();
    event.vendor("traefik.access.RequestCount", cursor.digits());
    cursor.expect(' ');
    event.vendor("traefik.access.RouterName", Values.given(cursor.quoted()));
    cursor.expect(' ');
    event.set(SERVICE_TARGET_ADDRESS, Values.given(cursor.quoted()));
    cursor.expect(' ');
    event.set(EVENT_DURATION, Math.min(cursor.digits(), 1L << 40) * 1_000_000);
    cursor.expect("ms");
  }

  private static void start(Event event, String value, ParseContext context) {
    Values.set(event, EVENT_START, value, NAME, context);
    if (!event.has(TIMESTAMP)) {
      Values.set(event, TIMESTAMP, value, NAME, context);
    }
  }

  private static void client(Event event, String value) {
    EcsField address = event.has(SOURCE_ADDRESS) ? CLIENT_ADDRESS : SOURCE_ADDRESS;
    Values.hostPort(event, address, SOURCE_PORT, value);
  }
}
