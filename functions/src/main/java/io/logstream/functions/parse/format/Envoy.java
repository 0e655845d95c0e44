package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;
import java.util.Locale;

/**
 * Envoy's access log: the default text {@code [START] "METHOD PATH PROTOCOL" STATUS FLAGS RECEIVED
 * SENT DURATION UPSTREAM_TIME "XFF" "AGENT" "REQUEST_ID" "AUTHORITY" "UPSTREAM"}, Istio's longer
 * one, and both in JSON.
 */
@AutoService(Format.class)
public final class Envoy implements Format {

  private static final String NAME = "envoy";

  private static final VendorFields KEYS =
      new VendorFields(NAME, "envoy")
          .map(TIMESTAMP, "start_time")
          .map(HTTP_REQUEST_METHOD, "method")
          .map(URL_ORIGINAL, "path")
          .map(
              "protocol",
              (event, value, context) -> {
                if (value.startsWith("HTTP/")) {
                  event.set(HTTP_VERSION, value.substring(5));
                } else {
                  event.set(NETWORK_PROTOCOL, Values.given(value));
                }
              })
          .map("response_code", (event, value, context) -> status(event, value))
          .map(HTTP_REQUEST_BYTES, "bytes_received")
          .map(HTTP_RESPONSE_BYTES, "bytes_sent")
          .map("duration", (event, value, context) -> duration(event, value))
          .map(USER_AGENT_ORIGINAL, "user_agent")
          .map(HTTP_REQUEST_ID, "request_id")
          .map("authority", (event, value, context) -> authority(event, value))
          .map("x_forwarded_for", (event, value, context) -> forwarded(event, value))
          .map("upstream_host", (event, value, context) -> upstream(event, value))
          .map(SERVICE_TARGET_NAME, "upstream_cluster")
          .map(TLS_CLIENT_SERVER_NAME, "requested_server_name")
          .map(TRACE_ID, "trace_id", "traceid")
          .map(
              "downstream_remote_address",
              (event, value, context) -> Values.hostPort(event, SOURCE_ADDRESS, SOURCE_PORT, value))
          .map(
              "downstream_local_address",
              (event, value, context) ->
                  Values.hostPort(event, DESTINATION_ADDRESS, DESTINATION_PORT, value));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "[{";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.startsWith("{")) {
      return (line.contains("\"response_flags\"") || line.contains("\"upstream_cluster\""))
              && line.contains("\"start_time\"")
          ? MARK
          : NONE;
    }
    return line.length() > 40
            && line.charAt(0) == '['
            && line.charAt(11) == 'T'
            && line.startsWith("] \"", line.indexOf(']'))
            && line.indexOf(']') < 32
        ? FIELDS + 5
        : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    if (line.startsWith("{")) {
      JsonLeaves.visit(
          NAME,
          line,
          new JsonLeaves.Into(KEYS, event, context) {
            @Override
            public void text(String path, String value) {
              super.text(path, Values.given(value));
            }
          });
      if (!event.has(TIMESTAMP)) {
        throw ParseException.expected(NAME, "a member \"start_time\"", line, 0);
      }
    } else {
      text(new Cursor(NAME, line), context, event);
    }
    boolean http = event.has(HTTP_REQUEST_METHOD);
    event.set(EVENT_CATEGORY, http ? "web" : "network");
    event.set(EVENT_TYPE, http ? "access" : "connection");
    event.set(MESSAGE, line);
    return null;
  }

  private static void text(Cursor cursor, ParseContext context, Event event) throws ParseException {
    cursor.expect('[');
    event.set(TIMESTAMP, Timestamps.iso(cursor, context));
    cursor.expect("] ");
    String request = cursor.quoted();
    if (!request.startsWith("- ")) {
      CombinedLog.request(request, event);
    }
    cursor.expect(' ');
    KEYS.take(event, "response_code", cursor.word(), context);
    cursor.expect(' ');
    event.vendor("envoy.response_flags", Values.given(cursor.word()));
    cursor.expect(' ');
    // Istio: details, termination details and the transport's failure stand between.
    if (!Cursor.isDigit(cursor.peek())) {
      String details = cursor.peek() == '"' ? cursor.quoted() : cursor.word();
      event.vendor("envoy.response_code_details", Values.given(details));
      cursor.expect(' ');
      if (cursor.peek() != '"' && !Cursor.isDigit(cursor.peek())) {
        event.vendor("envoy.connection_termination_details", Values.given(cursor.word()));
        cursor.expect(' ');
      }
      if (cursor.peek() == '"') {
        event.vendor("envoy.upstream_transport_failure_reason", Values.given(cursor.quoted()));
        cursor.expect(' ');
      }
    }
    KEYS.take(event, "bytes_received", cursor.word(), context);
    cursor.expect(' ');
    KEYS.take(event, "bytes_sent", cursor.word(), context);
    cursor.expect(' ');
    KEYS.take(event, "duration", cursor.word(), context);
    cursor.expect(' ');
    event.vendor("envoy.upstream_service_time", Values.given(cursor.word()));
    String[] quoted = {"x_forwarded_for", "user_agent", "request_id", "authority", "upstream_host"};
    for (String name : quoted) {
      cursor.skipBlanks();
      if (cursor.peek() != '"') {
        return;
      }
      KEYS.take(event, name, Values.given(cursor.quoted()), context);
    }
    String[] words = {
      "upstream_cluster",
      "upstream_local_address",
      "downstream_local_address",
      "downstream_remote_address",
      "requested_server_name",
      "route_name"
    };
    for (String name : words) {
      cursor.skipBlanks();
      if (cursor.atEnd()) {
        return;
      }
      KEYS.take(event, name, Values.given(cursor.word()), context);
    }
  }

  private static void status(Event event, String value) {
    long status = Values.number(value);
    if (status > 0) {
      event.set(HTTP_RESPONSE_STATUS_CODE, status);
    } else if (status == 0) {
      event.set(EVENT_OUTCOME, "failure");
    }
  }

  private static void duration(Event event, String value) {
    long millis = Values.number(value);
    if (millis >= 0 && millis < 1L << 40) {
      event.set(EVENT_DURATION, millis * 1_000_000);
    }
  }

  private static void authority(Event event, String value) {
    Values.hostPort(event, URL_DOMAIN, URL_PORT, value.toLowerCase(Locale.ROOT));
  }

  /** The first address that a chain of proxies names is the client's. */
  private static void forwarded(Event event, String value) {
    int comma = value.indexOf(',');
    String first = (comma < 0 ? value : value.substring(0, comma)).strip();
    event.set(CLIENT_ADDRESS, first);
    if (!event.has(SOURCE_ADDRESS)) {
      event.set(SOURCE_ADDRESS, first);
    }
    if (comma > 0) {
      event.vendor("envoy.x_forwarded_for", value);
    }
  }

  private static void upstream(Event event, String value) {
    event.set(SERVICE_TARGET_ADDRESS, value);
    EcsField port = SERVER_PORT;
    Values.hostPort(event, SERVER_ADDRESS, port, value);
  }
}
