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

/**
 * The access logs of AWS' load balancers: Application, Network (TLS) and Classic. {@code TYPE TIME
 * NAME CLIENT:PORT TARGET:PORT …}, values with blanks in quotes.
 */
@AutoService(Format.class)
public final class AwsAlb implements Format {

  private static final String NAME = "aws-alb";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.DIGITS + "htwg";
  }

  @Override
  public int fit(String line, Event outer) {
    int blank = line.indexOf(' ');
    if (blank == 27 && line.charAt(10) == 'T' && line.charAt(26) == 'Z') {
      // The classic one starts with the time; its request comes at the end.
      return line.indexOf(" \"", 40) > 0 && Delimited.count(line, ' ', 16) >= 11 ? FIELDS : NONE;
    }
    return switch (blank < 0 ? "" : line.substring(0, Math.min(blank, 8))) {
      case "http", "https", "h2", "ws", "wss", "grpcs" ->
          line.length() > blank + 30
                  && line.charAt(blank + 11) == 'T'
                  && Cursor.isDigit(line.charAt(blank + 1))
              ? FIELDS + 5
              : NONE;
      case "tls" -> line.startsWith("tls 2.0 ") || line.startsWith("tls 1.0 ") ? FIELDS + 5 : NONE;
      default -> NONE;
    };
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    event.set(CLOUD_PROVIDER, "aws");
    event.set(MESSAGE, line);
    if (Cursor.isDigit(cursor.peek())) {
      classic(cursor, context, event);
    } else {
      String type = word(cursor);
      event.vendor("aws.elb.type", type);
      if (type.equals("tls")) {
        network(cursor, context, event);
      } else {
        application(cursor, type, context, event);
      }
    }
    return null;
  }

  private static void application(Cursor cursor, String type, ParseContext context, Event event)
      throws ParseException {
    cursor.skipBlanks();
    event.set(TIMESTAMP, Timestamps.iso(cursor, context));
    event.set(EVENT_END, event.number(TIMESTAMP, 0));
    cursor.expect(' ');
    common(cursor, event);
    Values.number(event, HTTP_REQUEST_BYTES, word(cursor));
    Values.number(event, HTTP_RESPONSE_BYTES, word(cursor));
    cursor.skipBlanks();
    CombinedLog.request(cursor.quoted(), event);
    cursor.skipBlanks();
    event.set(USER_AGENT_ORIGINAL, Values.given(cursor.quoted()));
    cursor.skipBlanks();
    tls(word(cursor), word(cursor), event);
    event.vendor("aws.elb.target_group.arn", Values.given(word(cursor)));
    String trace = text(cursor);
    event.set(TRACE_ID, trace.startsWith("Root=") ? trace.substring(5) : Values.given(trace));
    event.set(TLS_CLIENT_SERVER_NAME, Values.given(text(cursor)));
    event.vendor("aws.elb.chosen_cert.arn", Values.given(text(cursor)));
    event.vendor("aws.elb.matched_rule_priority", Values.given(word(cursor)));
    String start = word(cursor);
    long nanos = Timestamps.any(NAME, start, context);
    if (nanos >= 0) {
      event.set(EVENT_START, nanos);
      event.set(EVENT_DURATION, Math.max(0, event.number(TIMESTAMP, nanos) - nanos));
    }
    event.set(EVENT_ACTION, Values.given(text(cursor)));
    event.vendor("aws.elb.redirect_url", Values.given(text(cursor)));
    String error = Values.given(text(cursor));
    event.vendor("aws.elb.error.reason", error);
    event.set(EVENT_REASON, error);
    // Logs from before 2019 end here.
    event.vendor("aws.elb.target_port_list", Values.given(text(cursor)));
    event.vendor("aws.elb.target_status_code_list", Values.given(text(cursor)));
    event.vendor("aws.elb.classification", Values.given(text(cursor)));
    event.vendor("aws.elb.classification_reason", Values.given(text(cursor)));
    event.vendor("aws.elb.connection_trace_id", Values.given(text(cursor)));
    web(event);
    event.set(NETWORK_PROTOCOL, type.startsWith("ws") ? "websocket" : "http");
  }

  /** Name, client, target, three times and two status codes. */
  private static void common(Cursor cursor, Event event) throws ParseException {
    event.vendor("aws.elb.name", word(cursor));
    Values.hostPort(event, SOURCE_ADDRESS, SOURCE_PORT, word(cursor));
    String target = Values.given(word(cursor));
    if (!target.isEmpty()) {
      Values.hostPort(event, DESTINATION_ADDRESS, DESTINATION_PORT, target);
      event.set(SERVICE_TARGET_ADDRESS, target);
    }
    double total = 0;
    for (String name : new String[] {"request", "backend", "response"}) {
      double seconds = decimal(word(cursor));
      if (seconds >= 0) {
        event.vendor("aws.elb." + name + "_processing_time.sec", seconds);
        total += seconds;
      }
    }
    if (total > 0 && total < 1e9) {
      event.set(EVENT_DURATION, Math.round(total * 1e6) * 1000);
    }
    String status = word(cursor);
    Values.number(event, HTTP_RESPONSE_STATUS_CODE, status);
    event.vendor("aws.elb.backend.http.response.status_code", Values.given(word(cursor)));
  }

  private static void classic(Cursor cursor, ParseContext context, Event event)
      throws ParseException {
    cursor.skipBlanks();
    event.set(TIMESTAMP, Timestamps.iso(cursor, context));
    cursor.expect(' ');
    common(cursor, event);
    Values.number(event, HTTP_REQUEST_BYTES, word(cursor));
    Values.number(event, HTTP_RESPONSE_BYTES, word(cursor));
    cursor.skipBlanks();
    String request = cursor.quoted();
    boolean http = !request.startsWith("- ");
    if (http) {
      CombinedLog.request(request, event);
      web(event);
      event.set(NETWORK_PROTOCOL, "http");
    } else {
      event.set(EVENT_CATEGORY, "network");
      event.set(EVENT_TYPE, "connection");
    }
    event.vendor("aws.elb.type", http ? "http" : "tcp");
    event.set(USER_AGENT_ORIGINAL, Values.given(text(cursor)));
    String cipher = word(cursor);
    tls(cipher, word(cursor), event);
  }

  /** Version 2.0: {@code tls 2.0 TIME NAME LISTENER CLIENT TARGET CONNECTION_MS HANDSHAKE_MS …}. */
  private static void network(Cursor cursor, ParseContext context, Event event)
      throws ParseException {
    event.vendor("aws.elb.version", word(cursor));
    cursor.skipBlanks();
    event.set(TIMESTAMP, Timestamps.iso(cursor, context));
    cursor.expect(' ');
    event.vendor("aws.elb.name", word(cursor));
    event.vendor("aws.elb.listener", word(cursor));
    Values.hostPort(event, SOURCE_ADDRESS, SOURCE_PORT, word(cursor));
    Values.hostPort(event, DESTINATION_ADDRESS, DESTINATION_PORT, word(cursor));
    long millis = Values.number(word(cursor));
    if (millis >= 0 && millis < 1L << 40) {
      event.set(EVENT_DURATION, millis * 1_000_000);
    }
    event.vendor("aws.elb.tls_handshake_time.ms", Values.given(word(cursor)));
    Values.number(event, SOURCE_BYTES, word(cursor));
    Values.number(event, DESTINATION_BYTES, word(cursor));
    event.vendor("aws.elb.incoming_tls_alert", Values.given(word(cursor)));
    event.vendor("aws.elb.chosen_cert.arn", Values.given(word(cursor)));
    event.vendor("aws.elb.chosen_cert.serial", Values.given(word(cursor)));
    String cipher = word(cursor);
    tls(cipher, word(cursor), event);
    event.vendor("aws.elb.tls_named_group", Values.given(word(cursor)));
    event.set(TLS_CLIENT_SERVER_NAME, Values.given(word(cursor)));
    event.set(TLS_NEXT_PROTOCOL, Values.given(word(cursor)));
    event.set(EVENT_CATEGORY, "network");
    event.set(EVENT_TYPE, "connection");
    event.set(NETWORK_TRANSPORT, "tcp");
  }

  private static void web(Event event) {
    event.set(EVENT_CATEGORY, "web");
    event.set(EVENT_TYPE, "access");
    event.set(NETWORK_TRANSPORT, "tcp");
  }

  private static void tls(String cipher, String protocol, Event event) {
    event.set(TLS_CIPHER, Values.given(cipher));
    // "TLSv1.2", and "tlsv12" in the network balancer's.
    if (protocol.length() > 4 && protocol.regionMatches(true, 0, "TLSv", 0, 4)) {
      String version = protocol.substring(4);
      event.set(TLS_VERSION_PROTOCOL, "tls");
      event.set(
          TLS_VERSION,
          version.length() == 2 ? version.charAt(0) + "." + version.charAt(1) : version);
    }
  }

  private static String word(Cursor cursor) throws ParseException {
    cursor.skipBlanks();
    return cursor.word();
  }

  /** The next value, quoted or not; empty behind the end. */
  private static String text(Cursor cursor) throws ParseException {
    cursor.skipBlanks();
    return cursor.atEnd() ? "" : cursor.peek() == '"' ? cursor.quoted() : cursor.word();
  }

  private static double decimal(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
