package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.format.Phrases.Meaning;
import java.util.List;

/**
 * The daemons of Postfix, program {@code postfix/NAME}: {@code 4F2A1: to=<bob@example.org>,
 * relay=mx.example.org[192.0.2.25]:25, delay=0.4, dsn=2.0.0, status=sent (250 OK)}, connections,
 * rejections ({@code NOQUEUE: reject: RCPT from …}), TLS, warnings.
 */
@AutoService(Format.class)
public final class Postfix implements Format {

  private static final String NAME = "postfix";
  private static final int LONGEST_QUEUE_ID = 20;

  private static final Phrases PHRASES =
      new Phrases(NAME)
          .on(
              new Meaning("connection_opened", null, "network", "connection", "start"),
              "connect from {source.domain}[{source.address}]",
              "connect from {source.domain}[{source.address}]:{source.port}")
          .on(
              new Meaning("connection_closed", null, "network", "connection", "end"),
              "disconnect from {source.domain}[{source.address}] {postfix.commands}",
              "disconnect from {source.domain}[{source.address}]",
              "lost connection after {postfix.stage} from {source.domain}[{source.address}]",
              "timeout after {postfix.stage} from {source.domain}[{source.address}]",
              "too many errors after {postfix.stage} from {source.domain}[{source.address}]",
              "PREGREET {postfix.pregreet_bytes} after {postfix.pregreet_after} from"
                  + " [{source.address}]:{source.port}: {postfix.pregreet}",
              "HANGUP after {*} from [{source.address}]:{source.port} in {postfix.stage}",
              "DISCONNECT [{source.address}]:{source.port}",
              "CONNECT from [{source.address}]:{source.port} to"
                  + " [{destination.address}]:{destination.port}",
              "PASS NEW [{source.address}]:{source.port}",
              "PASS OLD [{source.address}]:{source.port}")
          .on(
              new Meaning("authentication_failed", "failure", "authentication", "info"),
              "warning: {source.domain}[{source.address}]: SASL {postfix.sasl_method}"
                  + " authentication failed: {event.reason}, sasl_username={user.name}",
              "warning: {source.domain}[{source.address}]: SASL {postfix.sasl_method}"
                  + " authentication failed: {event.reason}")
          .on(
              new Meaning("delivery_failed", "failure", "email", "info"),
              "connect to {destination.domain}[{destination.address}]:{destination.port}:"
                  + " {error.message}",
              "host {destination.domain}[{destination.address}] said: {error.message}",
              "host {destination.domain}[{destination.address}] refused to talk to me:"
                  + " {error.message}",
              "lost connection with {destination.domain}[{destination.address}] while"
                  + " {postfix.stage}")
          .on(
              new Meaning("tls_established", "success", "network", "protocol"),
              "Anonymous TLS connection established from {source.domain}[{source.address}]:"
                  + " {tls.version} with cipher {tls.cipher} ({postfix.tls_bits} bits){*}",
              "Trusted TLS connection established from {source.domain}[{source.address}]:"
                  + " {tls.version} with cipher {tls.cipher} ({postfix.tls_bits} bits){*}",
              "Untrusted TLS connection established from {source.domain}[{source.address}]:"
                  + " {tls.version} with cipher {tls.cipher} ({postfix.tls_bits} bits){*}",
              "Verified TLS connection established to"
                  + " {destination.domain}[{destination.address}]:{destination.port}: {tls.version}"
                  + " with cipher {tls.cipher} ({postfix.tls_bits} bits){*}",
              "Trusted TLS connection established to"
                  + " {destination.domain}[{destination.address}]:{destination.port}: {tls.version}"
                  + " with cipher {tls.cipher} ({postfix.tls_bits} bits){*}",
              "Untrusted TLS connection established to"
                  + " {destination.domain}[{destination.address}]:{destination.port}: {tls.version}"
                  + " with cipher {tls.cipher} ({postfix.tls_bits} bits){*}",
              "Anonymous TLS connection established to"
                  + " {destination.domain}[{destination.address}]:{destination.port}: {tls.version}"
                  + " with cipher {tls.cipher} ({postfix.tls_bits} bits){*}")
          .on(
              new Meaning("rejected", "failure", "email", "denied"),
              "reject: {postfix.stage} from {source.domain}[{source.address}]: {event.reason};"
                  + " {postfix.rejected}",
              "reject: {postfix.stage} from {source.domain}[{source.address}]:{source.port}:"
                  + " {event.reason}; {postfix.rejected}",
              "milter-reject: {postfix.stage} from {source.domain}[{source.address}]:"
                  + " {event.reason}; {postfix.rejected}",
              "reject: header {postfix.header} from {source.domain}[{source.address}];"
                  + " {postfix.rejected}",
              "reject: {event.reason}")
          .on(new Meaning("removed", null, "email", "info"), "removed")
          .on(
              new Meaning("bounced", "failure", "email", "info"),
              "sender non-delivery notification: {postfix.bounce_id}",
              "sender delay notification: {postfix.bounce_id}")
          .on(
              new Meaning("warning", null, "email", "info"),
              "warning: {event.reason}",
              "fatal: {error.message}",
              "error: {error.message}")
          .on(new Meaning("statistics", null, "email", "info"), "statistics: {postfix.statistics}");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> programs() {
    return List.of("postfix", "postfix-in", "postfix-out", "postfix-submission");
  }

  @Override
  public int fit(String line, Event outer) {
    return FIELDS;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    event.set(EcsField.MESSAGE, line);
    event.set(EcsField.SERVICE_TYPE, NAME);
    String text = line;
    int colon = line.indexOf(": ");
    if (colon > 0 && isQueueId(line, colon)) {
      event.set(EcsField.EMAIL_LOCAL_ID, line.substring(0, colon));
      text = line.substring(colon + 2);
    } else if (line.startsWith("NOQUEUE: ")) {
      text = line.substring(9);
    }
    if (PHRASES.take(text, event, context)) {
      rejected(event);
    } else if (isPair(text)) {
      pairs(text, event);
    }
    if ("unknown".equals(event.textOrNull(EcsField.SOURCE_DOMAIN))) {
      event.remove(EcsField.SOURCE_DOMAIN);
    }
    return null;
  }

  /** Short ids are upper-case hexadecimal, long ones letters and digits without vowels. */
  private static boolean isQueueId(String line, int end) {
    if (end < 5 || end > LONGEST_QUEUE_ID) {
      return false;
    }
    boolean hasDigit = false;
    for (int i = 0; i < end; i++) {
      char c = line.charAt(i);
      hasDigit |= Cursor.isDigit(c);
      if (!Character.isLetterOrDigit(c)) {
        return false;
      }
    }
    return hasDigit;
  }

  private static boolean isPair(String text) {
    int equals = text.indexOf('=');
    return equals > 0 && equals < 24 && text.lastIndexOf(' ', equals) < 0;
  }

  private static void pairs(String text, Event event) {
    int i = 0;
    while (i < text.length()) {
      int equals = text.indexOf('=', i);
      if (equals < 0) {
        break;
      }
      String key = text.substring(i, equals);
      int end = valueEnd(text, equals + 1, key);
      pair(key, text.substring(equals + 1, end), event);
      i = end;
      while (i < text.length() && (text.charAt(i) == ',' || text.charAt(i) == ' ')) {
        i++;
      }
    }
    event.set(EcsField.EVENT_CATEGORY, "email");
    event.set(EcsField.EVENT_TYPE, "info");
  }

  /** Up to the next comma and blank; the status goes to the end. */
  private static int valueEnd(String text, int from, String key) {
    if (key.equals("status")) {
      return text.length();
    }
    int comma = text.indexOf(", ", from);
    if (text.startsWith("<", from)) {
      int close = text.indexOf(">", from);
      comma = close < 0 ? comma : text.indexOf(", ", close);
    }
    return comma < 0 ? text.length() : comma;
  }

  private static void pair(String key, String value, Event event) {
    switch (key) {
      case "from" -> event.set(EcsField.EMAIL_FROM_ADDRESS, address(value));
      case "to" -> event.add(EcsField.EMAIL_TO_ADDRESS, address(value));
      case "orig_to" -> event.vendor("postfix.orig_to", address(value));
      case "message-id" -> event.set(EcsField.EMAIL_MESSAGE_ID, address(value));
      case "client" -> client(value, event);
      case "relay" -> relay(value, event);
      case "sasl_username" -> event.set(EcsField.USER_NAME, value);
      case "delay" -> {
        long nanos = Values.seconds(value);
        if (nanos >= 0) {
          event.set(EcsField.EVENT_DURATION, nanos);
        }
      }
      case "status" -> status(value, event);
      case "size" -> number("postfix.size", value, event);
      case "nrcpt" -> number("postfix.recipients", value.split(" ", 2)[0], event);
      default -> event.vendor("postfix." + key.replace('.', '_'), value);
    }
  }

  private static void number(String path, String value, Event event) {
    long number = Values.number(value);
    if (number >= 0) {
      event.vendor(path, number);
    } else {
      event.vendor(path, value);
    }
  }

  private static String address(String value) {
    return value.startsWith("<") && value.endsWith(">")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /** {@code mail.example.org[192.0.2.1]}. */
  private static void client(String value, Event event) {
    int open = value.indexOf('[');
    int close = value.indexOf(']', open + 1);
    if (open > 0 && close > 0) {
      event.set(EcsField.SOURCE_DOMAIN, value.substring(0, open));
      event.set(EcsField.SOURCE_ADDRESS, value.substring(open + 1, close));
    }
  }

  /** {@code mx.example.org[192.0.2.25]:25}, {@code local}, {@code none}. */
  private static void relay(String value, Event event) {
    event.vendor("postfix.relay", value);
    int open = value.indexOf('[');
    int close = value.indexOf(']', open + 1);
    if (open > 0 && close > 0) {
      event.set(EcsField.DESTINATION_DOMAIN, value.substring(0, open));
      event.set(EcsField.DESTINATION_ADDRESS, value.substring(open + 1, close));
      if (value.startsWith(":", close + 1)) {
        Values.number(event, EcsField.DESTINATION_PORT, value.substring(close + 2));
      }
    }
  }

  /** {@code sent (250 2.0.0 OK)}. */
  private static void status(String value, Event event) {
    int blank = value.indexOf(' ');
    String status = blank < 0 ? value : value.substring(0, blank);
    event.vendor("postfix.status", status);
    event.set(EcsField.EVENT_ACTION, status);
    event.set(
        EcsField.EVENT_OUTCOME,
        switch (status) {
          case "sent", "deliverable" -> "success";
          case "bounced", "expired", "undeliverable" -> "failure";
          default -> "unknown";
        });
    if (blank > 0) {
      String reason = value.substring(blank + 1);
      event.set(
          EcsField.EVENT_REASON,
          reason.startsWith("(") && reason.endsWith(")")
              ? reason.substring(1, reason.length() - 1)
              : reason);
    }
  }

  /** {@code from=<a@example.org> to=<b@example.org> proto=ESMTP helo=<x>}. */
  private static void rejected(Event event) throws ParseException {
    String rejected = event.vendorText("postfix.rejected").orElse("");
    KeyValues.read(
        rejected,
        0,
        (key, value) -> {
          switch (key) {
            case "from" -> event.set(EcsField.EMAIL_FROM_ADDRESS, address(value));
            case "to" -> event.add(EcsField.EMAIL_TO_ADDRESS, address(value));
            case "proto" -> event.set(EcsField.NETWORK_PROTOCOL, value);
            case "helo" -> event.vendor("postfix.helo", address(value));
            case "sasl_username" -> event.set(EcsField.USER_NAME, value);
            default -> {}
          }
        });
  }
}
