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
 * Cisco's IOS, IOS-XE, IOS-XR and NX-OS: {@code %FACILITY-SEVERITY-MNEMONIC: message}, with or
 * without a sequence number and a time in front. The layouts of messages are in {@code
 * cisco-ios.messages}.
 */
@AutoService(Format.class)
public final class CiscoIos implements Format {

  private static final String NAME = "cisco-ios";
  private static final int FARTHEST_MARK = 100;
  private static final String[] LEVELS = {
    "emergency", "alert", "critical", "error", "warn", "notice", "info", "debug"
  };

  private static final MessageCatalog MESSAGES = new MessageCatalog(NAME);

  private static final VendorFields KEYS =
      new VendorFields(NAME, "cisco.ios")
          .map("protocol", (event, value, context) -> Protocols.set(event, value))
          .map(
              "source",
              (event, value, context) -> endpoint(event, value, SOURCE_ADDRESS, SOURCE_PORT))
          .map(
              "destination",
              (event, value, context) ->
                  endpoint(event, value, DESTINATION_ADDRESS, DESTINATION_PORT))
          .map(
              "verdict",
              (event, value, context) -> {
                event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT));
                Verdict.of(value).set(event);
              })
          .map("ingress", (event, value, context) -> ingress(event, value))
          .map(OBSERVER_EGRESS_INTERFACE_NAME, "egress")
          .map(SOURCE_MAC, "source_mac")
          .map(SOURCE_PACKETS, "packets")
          .map(SOURCE_BYTES, "source_bytes")
          .map(DESTINATION_BYTES, "destination_bytes")
          .map(DESTINATION_PORT, "destination_port")
          .map(RULE_NAME, "rule")
          .map(USER_NAME, "user")
          .map(EVENT_REASON, "reason")
          .map(NETWORK_VLAN_ID, "vlan")
          .map(PROCESS_COMMAND_LINE, "command");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.PROSE;
  }

  @Override
  public int fit(String line, Event outer) {
    int mark = mark(line);
    return mark == 0 ? MARK - 2 : mark > 0 && isBare(line) ? FIELDS - 1 : NONE;
  }

  /** Whether no syslog header stands in front, which is peeled off first. */
  private static boolean isBare(String line) {
    return line.charAt(0) != '<' && !Character.isUpperCase(line.charAt(0));
  }

  /**
   * Where {@code %FACILITY-SEVERITY-MNEMONIC:} starts, in the first characters; -1 where none does.
   */
  private static int mark(String line) {
    int at = line.indexOf('%');
    while (at >= 0 && at < FARTHEST_MARK) {
      if (colon(line, at) > 0) {
        return at;
      }
      at = line.indexOf('%', at + 1);
    }
    return -1;
  }

  /** The colon that ends the code that starts here; -1 where it is none. */
  private static int colon(String line, int at) {
    int end = Math.min(line.length(), at + 96);
    int hyphens = 0;
    boolean severity = false;
    for (int i = at + 1; i < end; i++) {
      char c = line.charAt(i);
      if (c == ':') {
        boolean mnemonic =
            !Cursor.isDigit(line.charAt(i - 1))
                || Character.isLetter(line.charAt(lastHyphen(line, i) + 1));
        return severity && hyphens >= 2 && mnemonic ? i : -1;
      }
      if (c == '-') {
        hyphens++;
        severity |=
            i + 2 < end
                && line.charAt(i + 1) >= '0'
                && line.charAt(i + 1) <= '7'
                && line.charAt(i + 2) == '-';
      } else if (!Character.isUpperCase(c)
          && !Cursor.isDigit(c)
          && c != '_'
          && !Character.isLowerCase(c)) {
        return -1;
      }
    }
    return -1;
  }

  private static int lastHyphen(String line, int end) {
    return line.lastIndexOf('-', end);
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    int mark = mark(line);
    if (mark < 0) {
      throw ParseException.expected(NAME, "%FACILITY-SEVERITY-MNEMONIC:", line, 0);
    }
    if (mark > 0) {
      prefix(line.substring(0, mark), context, event);
    }
    int colon = colon(line, mark);
    String code = line.substring(mark + 1, colon);
    int severityAt = severity(code);
    String facility = code.substring(0, severityAt - 1);
    String mnemonic = code.substring(severityAt + 2);
    int severity = code.charAt(severityAt) - '0';
    String message = line.substring(colon + 1).strip();
    Observer.set(event, "Cisco", "ios", "router");
    event.set(EVENT_CODE, mnemonic);
    event.set(EVENT_PROVIDER, facility);
    event.set(EVENT_SEVERITY, severity);
    event.set(LOG_LEVEL, LEVELS[severity]);
    event.vendor("cisco.ios.facility", facility);
    event.set(MESSAGE, message.isEmpty() ? line : message);
    if (!MESSAGES.take(mnemonic, message, KEYS, context, event)) {
      event.set(EVENT_CATEGORY, "network");
      event.set(EVENT_TYPE, "info");
    }
    return null;
  }

  private static int severity(String code) {
    for (int i = code.indexOf('-'); i > 0; i = code.indexOf('-', i + 1)) {
      if (i + 2 < code.length()
          && code.charAt(i + 1) >= '0'
          && code.charAt(i + 1) <= '7'
          && code.charAt(i + 2) == '-') {
        return i + 1;
      }
    }
    throw new IllegalStateException("the code was found by its severity: " + code);
  }

  /** {@code 000123: *Mar 1 12:00:00.123 UTC: }, any part of it. */
  private static void prefix(String text, ParseContext context, Event event) {
    Cursor cursor = new Cursor(NAME, text);
    try {
      if (Cursor.isDigit(cursor.peek())) {
        long sequence = cursor.digits();
        if (cursor.skip(':')) {
          event.set(EVENT_SEQUENCE, sequence);
          cursor.skipBlanks();
        } else {
          cursor.moveTo(0);
        }
      }
      if (!cursor.skip('*')) {
        cursor.skip('.');
      }
      event.set(
          TIMESTAMP,
          Cursor.isDigit(cursor.peek()) && text.indexOf('-') > 0
              ? Timestamps.iso(cursor, context)
              : Timestamps.syslog(cursor, context));
    } catch (ParseException e) {
      event.vendor("cisco.ios.prefix", text.strip());
    }
  }

  /** {@code 10.1.1.5(51000)}, {@code 10.1.1.5:51000}, {@code 10.1.1.5}. */
  private static void endpoint(Event event, String text, EcsField address, EcsField port) {
    int open = text.indexOf('(');
    if (open > 0 && text.endsWith(")")) {
      event.set(address, text.substring(0, open).strip());
      Values.number(event, port, text.substring(open + 1, text.length() - 1));
    } else {
      Values.hostPort(event, address, port, text.replace("(", "").replace(")", ""));
    }
  }

  /** {@code GigabitEthernet0/1 0011.2233.4455}: the interface, and from which station. */
  private static void ingress(Event event, String text) {
    int blank = text.lastIndexOf(' ');
    boolean hasMac =
        blank > 0 && text.length() - blank == 15 && text.indexOf('.', blank) == blank + 5;
    event.set(OBSERVER_INGRESS_INTERFACE_NAME, hasMac ? text.substring(0, blank) : text);
    event.set(SOURCE_MAC, hasMac ? text.substring(blank + 1) : "");
  }
}
