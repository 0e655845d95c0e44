package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.FirstCharacters;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;
import java.util.Locale;

/**
 * HAProxy's HTTP, HTTPS and TCP logs, its log of failed connections, and its default log, all
 * behind syslog as a rule: {@code CLIENT:PORT [TIME] FRONTEND BACKEND/SERVER TR/Tw/Tc/Tr/Ta STATUS
 * BYTES CC SC TSC ac/fc/bc/sc/rc sq/bq {HEADERS} "REQUEST"}.
 */
@AutoService(Format.class)
public final class Haproxy implements Format {

  private static final String NAME = "haproxy";
  private static final long NANOS_PER_MILLI = 1_000_000;

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
    if (line.startsWith("Connect from ") && line.contains(" to ") && line.endsWith(")")) {
      return FIELDS;
    }
    int bracket = line.indexOf(" [");
    if (bracket < 9 || bracket > 60 || line.length() < bracket + 30) {
      return isServerState(line) && "haproxy".equals(outer.textOrNull(PROCESS_NAME))
          ? FIELDS
          : NONE;
    }
    int colon = line.lastIndexOf(':', bracket);
    return colon > 0
            && line.indexOf(' ') == bracket
            && line.charAt(bracket + 4) == '/'
            && line.charAt(bracket + 8) == '/'
            && (line.indexOf("] ", bracket) == bracket + 26
                || line.indexOf("] ", bracket) == bracket + 22)
        ? FIELDS + 5
        : NONE;
  }

  private static boolean isServerState(String line) {
    return line.startsWith("Server ")
        || line.startsWith("Proxy ")
        || line.startsWith("backend ")
        || line.startsWith("Health check ");
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    event.set(EVENT_CATEGORY, "web");
    event.set(MESSAGE, line);
    if (cursor.skip("Connect from ")) {
      connect(cursor, event);
      return null;
    }
    if (isServerState(line)) {
      serverState(line, event);
      return null;
    }
    Values.hostPort(event, SOURCE_ADDRESS, SOURCE_PORT, cursor.word());
    cursor.expect(" [");
    event.set(TIMESTAMP, Timestamps.commonLog(cursor, context));
    cursor.expect("] ");
    String frontend = cursor.word();
    boolean tls = frontend.endsWith("~");
    int failed = frontend.indexOf('/');
    event.vendor(
        "haproxy.frontend_name",
        tls
            ? frontend.substring(0, frontend.length() - 1)
            : failed > 0 ? frontend.substring(0, failed) : frontend);
    if (failed > 0 && frontend.endsWith(":")) {
      error(cursor, event);
      return null;
    }
    event.set(URL_SCHEME, tls ? "https" : "");
    cursor.expect(' ');
    String server = cursor.word();
    int slash = server.indexOf('/');
    if (slash < 0) {
      cursor.moveTo(cursor.position() - server.length());
      throw cursor.expected("BACKEND/SERVER");
    }
    event.vendor("haproxy.backend_name", server.substring(0, slash));
    String name = server.substring(slash + 1);
    event.vendor("haproxy.server_name", name.equals("<NOSRV>") ? "" : name);
    event.set(SERVICE_TARGET_NAME, server.substring(0, slash));
    event.set(SERVICE_TARGET_ADDRESS, name.equals("<NOSRV>") ? "" : name);
    cursor.expect(' ');
    String[] timers = cursor.word().split("/", -1);
    cursor.expect(' ');
    if (timers.length >= 5) {
      http(cursor, timers, event);
    } else {
      tcp(cursor, timers, event);
    }
    return null;
  }

  private static void http(Cursor cursor, String[] timers, Event event) throws ParseException {
    timers(
        timers,
        new String[] {"request_ms", "queue_ms", "connect_ms", "response_ms", "total_ms"},
        event);
    String status = cursor.word();
    if (Values.number(status) > 0) {
      event.set(HTTP_RESPONSE_STATUS_CODE, Values.number(status));
    }
    cursor.expect(' ');
    Values.number(event, HTTP_RESPONSE_BYTES, bare(cursor.word()));
    cursor.expect(' ');
    event.vendor("haproxy.captured_request_cookie", Values.given(cursor.word()));
    cursor.expect(' ');
    event.vendor("haproxy.captured_response_cookie", Values.given(cursor.word()));
    cursor.expect(' ');
    String state = cursor.word();
    event.vendor("haproxy.termination_state", state);
    cursor.expect(' ');
    counters(cursor, event);
    cursor.skipBlanks();
    captured(cursor, "haproxy.captured_request_headers", event);
    captured(cursor, "haproxy.captured_response_headers", event);
    if (cursor.peek() == '"') {
      String request = cutOrQuoted(cursor);
      CombinedLog.request(request, event);
    }
    String rest = cursor.rest().strip();
    if (!rest.isEmpty()) {
      // The HTTPS log adds "fc_err/ssl_fc_err/ssl_c_err/ssl_c_ca_err/ssl_fc_is_resumed
      // sni/version/cipher".
      tls(rest, event);
    }
    event.set(EVENT_TYPE, "access");
    event.set(NETWORK_PROTOCOL, "http");
    event.set(NETWORK_TRANSPORT, "tcp");
  }

  /** A request that the length of a syslog line cut has no closing quote. */
  private static String cutOrQuoted(Cursor cursor) {
    try {
      return cursor.quoted();
    } catch (ParseException e) {
      String rest = cursor.rest();
      return rest.startsWith("\"") ? rest.substring(1) : rest;
    }
  }

  private static void tls(String rest, Event event) {
    int blank = rest.indexOf(' ');
    String[] parts = rest.substring(blank + 1).split("/", -1);
    if (blank > 0 && parts.length == 3 && parts[1].startsWith("TLSv")) {
      event.set(TLS_CLIENT_SERVER_NAME, Values.given(parts[0]));
      event.set(TLS_VERSION_PROTOCOL, "tls");
      event.set(TLS_VERSION, parts[1].substring(4));
      event.set(TLS_CIPHER, parts[2]);
      event.vendor("haproxy.errors", rest.substring(0, blank));
    } else {
      event.vendor("haproxy.rest", rest);
    }
  }

  private static void tcp(Cursor cursor, String[] timers, Event event) throws ParseException {
    timers(timers, new String[] {"queue_ms", "connect_ms", "total_ms"}, event);
    Values.number(event, DESTINATION_BYTES, bare(cursor.word()));
    cursor.expect(' ');
    event.vendor("haproxy.termination_state", cursor.word());
    cursor.expect(' ');
    counters(cursor, event);
    event.set(EVENT_CATEGORY, "network");
    event.set(EVENT_TYPE, "connection");
    event.add(EVENT_TYPE, "end");
    event.set(NETWORK_TRANSPORT, "tcp");
  }

  /**
   * The last is the whole time; {@code +} in front of it when the log was written before the end.
   */
  private static void timers(String[] timers, String[] names, Event event) {
    for (int i = 0; i < timers.length && i < names.length; i++) {
      long millis = Values.number(bare(timers[i]));
      if (millis >= 0) {
        event.vendor("haproxy." + names[i], millis);
        if (i == names.length - 1 && millis < 1L << 40) {
          event.set(EVENT_DURATION, millis * NANOS_PER_MILLI);
        }
      }
    }
  }

  private static String bare(String number) {
    return number.startsWith("+") ? number.substring(1) : number;
  }

  private static void counters(Cursor cursor, Event event) throws ParseException {
    String[] names = {"active", "frontend", "backend", "server", "retries"};
    String[] connections = cursor.word().split("/", -1);
    for (int i = 0; i < connections.length && i < names.length; i++) {
      long count = Values.number(bare(connections[i]));
      if (count >= 0) {
        event.vendor("haproxy.connections." + names[i], count);
      }
    }
    cursor.expect(' ');
    String[] queues = cursor.word().split("/", -1);
    long server = Values.number(queues[0]);
    if (server >= 0) {
      event.vendor("haproxy.server_queue", server);
    }
    long backend = queues.length > 1 ? Values.number(queues[1]) : -1;
    if (backend >= 0) {
      event.vendor("haproxy.backend_queue", backend);
    }
  }

  private static void captured(Cursor cursor, String path, Event event) throws ParseException {
    if (cursor.skip('{')) {
      event.vendor(path, cursor.until('}'));
      cursor.skipBlanks();
    }
  }

  /** {@code FRONTEND/BIND: SSL handshake failure}. */
  private static void error(Cursor cursor, Event event) {
    cursor.skipBlanks();
    event.set(ERROR_MESSAGE, cursor.rest());
    event.set(EVENT_TYPE, "error");
    event.set(EVENT_OUTCOME, "failure");
  }

  /** {@code 1.2.3.4:5 to 6.7.8.9:80 (FRONTEND/HTTP)}. */
  private static void connect(Cursor cursor, Event event) throws ParseException {
    Values.hostPort(event, SOURCE_ADDRESS, SOURCE_PORT, cursor.word());
    cursor.expect(" to ");
    Values.hostPort(event, DESTINATION_ADDRESS, DESTINATION_PORT, cursor.word());
    cursor.expect(" (");
    String frontend = cursor.until(')');
    int slash = frontend.indexOf('/');
    event.vendor("haproxy.frontend_name", slash < 0 ? frontend : frontend.substring(0, slash));
    event.vendor("haproxy.mode", slash < 0 ? "" : frontend.substring(slash + 1));
    event.set(EVENT_CATEGORY, "network");
    event.set(EVENT_TYPE, "connection");
    event.add(EVENT_TYPE, "start");
  }

  /** {@code Server BACKEND/NAME is DOWN, reason: …}. */
  private static void serverState(String line, Event event) {
    event.set(EVENT_TYPE, "change");
    String[] words = line.split(" ", 5);
    if (words.length > 3 && words[0].equals("Server")) {
      event.set(SERVICE_TARGET_NAME, words[1].split("/", 2)[0]);
      event.set(SERVICE_STATE, words[3].replace(",", "").replace(".", "").toLowerCase(Locale.ROOT));
    }
  }
}
