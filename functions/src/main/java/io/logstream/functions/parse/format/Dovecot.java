package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.util.List;
import java.util.Locale;

/**
 * Dovecot: {@code imap-login: Login: user=<alice>, method=PLAIN, rip=192.0.2.7, lip=10.0.0.2,
 * mpid=811, TLS, session=<x>}, {@code imap(alice)<811><x>: Logged out in=1 out=2}, {@code
 * lmtp(bob): msgid=<…>: saved mail to INBOX}, {@code auth-worker(811): …: unknown user}.
 */
@AutoService(Format.class)
public final class Dovecot implements Format {

  private static final String NAME = "dovecot";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> programs() {
    return List.of("dovecot", "dovecot-auth", "dovecot-lda");
  }

  @Override
  public int fit(String line, Event outer) {
    return FIELDS;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    event.set(EcsField.MESSAGE, line);
    event.set(EcsField.SERVICE_TYPE, NAME);
    int colon = line.indexOf(": ");
    if (colon <= 0 || line.lastIndexOf(' ', colon) >= 0) {
      return null;
    }
    String service = service(line.substring(0, colon), event);
    String text = line.substring(colon + 2);
    for (String level :
        new String[] {"Error: ", "Warning: ", "Info: ", "Fatal: ", "Panic: ", "Debug: "}) {
      if (text.startsWith(level)) {
        event.set(EcsField.LOG_LEVEL, level.substring(0, level.length() - 2));
        text = text.substring(level.length());
        if (level.charAt(0) == 'E' || level.charAt(0) == 'F' || level.charAt(0) == 'P') {
          event.set(EcsField.ERROR_MESSAGE, text);
        }
        break;
      }
    }
    protocol(service, event);
    if (service.endsWith("-login")) {
      login(text, event);
    } else if (service.startsWith("auth")) {
      authentication(text, event);
    } else {
      session(text, event);
    }
    return null;
  }

  /** {@code imap(alice)<811><session>}: what runs, for whom, as which process, in which session. */
  private static String service(String text, Event event) {
    int open = text.indexOf('(');
    int end = text.indexOf('<');
    end = end < 0 ? text.length() : end;
    String service = text.substring(0, open > 0 && open < end ? open : end);
    event.vendor("dovecot.service", service);
    int close = text.indexOf(')', open);
    if (open > 0 && close > 0) {
      String who = text.substring(open + 1, close);
      String user = who.split(",", 2)[0];
      if (Values.number(user) < 0) {
        event.set(EcsField.USER_NAME, user);
      }
    }
    int process = text.indexOf('<');
    int processEnd = text.indexOf('>', process);
    if (process > 0 && processEnd > 0) {
      Values.number(event, EcsField.PROCESS_PID, text.substring(process + 1, processEnd));
      int session = text.indexOf('<', processEnd);
      int sessionEnd = text.indexOf('>', session);
      if (session > 0 && sessionEnd > 0) {
        event.vendor("dovecot.session", text.substring(session + 1, sessionEnd));
      }
    }
    return service;
  }

  private static void protocol(String service, Event event) {
    for (String protocol : new String[] {"imap", "pop3", "lmtp", "managesieve", "submission"}) {
      if (service.startsWith(protocol)) {
        event.set(EcsField.NETWORK_PROTOCOL, protocol);
      }
    }
  }

  private static void login(String text, Event event) {
    event.set(EcsField.EVENT_CATEGORY, "authentication");
    String lower = text.toLowerCase(Locale.ROOT);
    if (text.startsWith("Login: ") || text.startsWith("Logged in: ")) {
      event.set(EcsField.EVENT_ACTION, "login");
      event.set(EcsField.EVENT_OUTCOME, "success");
      event.set(EcsField.EVENT_TYPE, "start");
    } else {
      boolean failed = lower.contains("auth failed") || lower.startsWith("aborted login");
      event.set(EcsField.EVENT_ACTION, failed ? "login_failed" : "disconnected");
      event.set(EcsField.EVENT_TYPE, failed ? "info" : "end");
      event.set(EcsField.EVENT_OUTCOME, failed ? "failure" : "unknown");
      int open = text.indexOf('(');
      int close = text.indexOf("):", open);
      if (open > 0 && close > 0) {
        event.set(EcsField.EVENT_REASON, text.substring(open + 1, close));
      }
    }
    pairs(text, event);
  }

  private static void pairs(String text, Event event) {
    for (String part : text.split(", ", -1)) {
      int equals = part.indexOf('=');
      int colon = part.lastIndexOf(": ", equals < 0 ? part.length() : equals);
      String pair = colon < 0 ? part : part.substring(colon + 2);
      equals = pair.indexOf('=');
      if (equals <= 0) {
        if (pair.equals("TLS") || pair.equals("secured")) {
          event.vendor("dovecot.secured", true);
        }
        continue;
      }
      String value = pair.substring(equals + 1);
      value =
          value.startsWith("<") && value.endsWith(">")
              ? value.substring(1, value.length() - 1)
              : value;
      switch (pair.substring(0, equals)) {
        case "user" -> event.set(EcsField.USER_NAME, value);
        case "rip" -> event.set(EcsField.SOURCE_ADDRESS, value);
        case "lip" -> event.set(EcsField.DESTINATION_ADDRESS, value);
        case "rport" -> Values.number(event, EcsField.SOURCE_PORT, value);
        case "lport" -> Values.number(event, EcsField.DESTINATION_PORT, value);
        case "mpid" -> Values.number(event, EcsField.PROCESS_PID, value);
        case "method" -> event.vendor("dovecot.method", value);
        case "session" -> event.vendor("dovecot.session", value);
        default -> event.vendor("dovecot." + pair.substring(0, equals).replace('.', '_'), value);
      }
    }
  }

  /** {@code pam(alice,192.0.2.7,<x>): unknown user}, {@code passdb(…)}, {@code sql(…)}. */
  private static void authentication(String text, Event event) {
    event.set(EcsField.EVENT_CATEGORY, "authentication");
    event.set(EcsField.EVENT_TYPE, "info");
    int open = text.indexOf('(');
    int close = text.indexOf("): ", open);
    if (open <= 0 || close < 0 || text.lastIndexOf(' ', open) >= 0) {
      return;
    }
    event.vendor("dovecot.database", text.substring(0, open));
    String[] who = text.substring(open + 1, close).split(",", -1);
    event.set(EcsField.USER_NAME, who[0]);
    if (who.length > 1) {
      event.set(EcsField.SOURCE_ADDRESS, who[1]);
    }
    String reason = text.substring(close + 3);
    event.set(EcsField.EVENT_REASON, reason);
    String lower = reason.toLowerCase(Locale.ROOT);
    if (lower.contains("unknown user") || lower.contains("mismatch") || lower.contains("failed")) {
      event.set(EcsField.EVENT_ACTION, "login_failed");
      event.set(EcsField.EVENT_OUTCOME, "failure");
    }
  }

  private static void session(String text, Event event) {
    event.set(EcsField.EVENT_CATEGORY, "email");
    event.set(EcsField.EVENT_TYPE, "info");
    if (text.startsWith("Logged out")
        || text.startsWith("Disconnected")
        || text.startsWith("Connection closed")) {
      event.set(EcsField.EVENT_ACTION, "logged_out");
      event.set(EcsField.EVENT_CATEGORY, "session");
      event.set(EcsField.EVENT_TYPE, "end");
      bytes(text, " in=", EcsField.SOURCE_BYTES, event);
      bytes(text, " out=", EcsField.DESTINATION_BYTES, event);
    }
    int id = text.indexOf("msgid=");
    if (id >= 0) {
      int end = text.indexOf(": ", id);
      String value = text.substring(id + 6, end < 0 ? text.length() : end);
      event.set(
          EcsField.EMAIL_MESSAGE_ID,
          value.startsWith("<") && value.endsWith(">")
              ? value.substring(1, value.length() - 1)
              : value);
      event.set(
          EcsField.EVENT_ACTION,
          text.contains("saved mail") || text.contains("stored mail") ? "saved" : "delivery");
      event.set(
          EcsField.EVENT_OUTCOME,
          text.contains("saved") || text.contains("stored") ? "success" : "unknown");
    }
  }

  private static void bytes(String text, String key, EcsField field, Event event) {
    int at = text.indexOf(key);
    if (at >= 0) {
      int end = at + key.length();
      int start = end;
      while (end < text.length() && Character.isDigit(text.charAt(end))) {
        end++;
      }
      Values.number(event, field, text.substring(start, end));
    }
  }
}
