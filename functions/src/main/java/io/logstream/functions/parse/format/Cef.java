package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.util.Locale;

/**
 * ArcSight's Common Event Format, 0 and 1: {@code CEF:0|Vendor|Product|Version|Class|Name|Severity|
 * key=value …}, keys by their short or their full names. In the header a pipe and a backslash, in a
 * value an equals sign, a backslash and a line feed stand behind a backslash.
 */
@AutoService(Format.class)
public final class Cef implements Format {

  private static final String NAME = "cef";
  private static final String MARKER = "CEF:";

  static final VendorFields KEYS =
      new VendorFields(NAME, "cef")
          .map(SOURCE_ADDRESS, "src", "sourceAddress", "shost", "sourceHostName")
          .map(DESTINATION_ADDRESS, "dst", "destinationAddress", "dhost", "destinationHostName")
          .map(SOURCE_DOMAIN, "shost", "sourceHostName")
          .map(DESTINATION_DOMAIN, "dhost", "destinationHostName")
          .map(SOURCE_PORT, "spt", "sourcePort")
          .map(DESTINATION_PORT, "dpt", "destinationPort")
          .map(SOURCE_MAC, "smac", "sourceMacAddress")
          .map(DESTINATION_MAC, "dmac", "destinationMacAddress")
          .map(SOURCE_NAT_IP, "sourceTranslatedAddress")
          .map(SOURCE_NAT_PORT, "sourceTranslatedPort")
          .map(DESTINATION_NAT_IP, "destinationTranslatedAddress")
          .map(DESTINATION_NAT_PORT, "destinationTranslatedPort")
          .map(SOURCE_USER_NAME, "suser", "sourceUserName")
          .map(SOURCE_USER_ID, "suid", "sourceUserId")
          .map(SOURCE_USER_DOMAIN, "sntdom", "sourceNtDomain")
          .map(DESTINATION_USER_NAME, "duser", "destinationUserName")
          .map(DESTINATION_USER_ID, "duid", "destinationUserId")
          .map(DESTINATION_USER_DOMAIN, "dntdom", "destinationNtDomain")
          // The specification counts both from source to destination and back.
          .map(SOURCE_BYTES, "in", "bytesIn")
          .map(DESTINATION_BYTES, "out", "bytesOut")
          .map("proto", (event, value, context) -> Protocols.set(event, value))
          .map("transportProtocol", (event, value, context) -> Protocols.set(event, value))
          .map(NETWORK_PROTOCOL, "app", "applicationProtocol")
          .map("deviceDirection", (event, value, context) -> direction(event, value))
          .map("act", (event, value, context) -> action(event, value))
          .map("deviceAction", (event, value, context) -> action(event, value))
          .map("outcome", (event, value, context) -> outcome(event, value))
          .map("eventOutcome", (event, value, context) -> outcome(event, value))
          .map(EVENT_REASON, "reason")
          .map(TIMESTAMP, "rt", "deviceReceiptTime")
          .map(EVENT_START, "start", "startTime")
          .map(EVENT_END, "end", "endTime")
          .map(EVENT_TIMEZONE, "dtz", "deviceTimeZone")
          .map(OBSERVER_IP, "dvc", "deviceAddress")
          .map(OBSERVER_HOSTNAME, "dvchost", "deviceHostName")
          .map(OBSERVER_MAC, "dvcmac", "deviceMacAddress")
          .map(OBSERVER_SERIAL_NUMBER, "deviceExternalId")
          .map(OBSERVER_INGRESS_INTERFACE_NAME, "deviceInboundInterface")
          .map(OBSERVER_EGRESS_INTERFACE_NAME, "deviceOutboundInterface")
          .map(PROCESS_PID, "dvcpid", "deviceProcessId")
          .map(PROCESS_NAME, "deviceProcessName", "sproc", "sourceProcessName")
          .map(FILE_PATH, "filePath")
          .map(FILE_NAME, "fname", "filename")
          .map(FILE_SIZE, "fsize", "fileSize")
          .map(FILE_TYPE, "fileType")
          .map(FILE_MODE, "filePermission")
          .map("fileHash", (event, value, context) -> hash(event, value))
          .map(URL_ORIGINAL, "request", "requestUrl")
          .map(HTTP_REQUEST_METHOD, "requestMethod")
          .map(HTTP_REQUEST_REFERRER, "requestContext")
          .map(USER_AGENT_ORIGINAL, "requestClientApplication")
          .map(MESSAGE, "msg", "message");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "C";
  }

  @Override
  public int fit(String line, Event outer) {
    if (!line.startsWith(MARKER) || line.indexOf('|') < 0 || line.indexOf('|') > 12) {
      return NONE;
    }
    // Check Point's has a format of its own, which knows what its fields mean.
    return line.startsWith(CheckPoint.CEF) ? FIELDS : MARK;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    cursor.expect(MARKER);
    cursor.skipBlanks();
    event.vendor("cef.version", header(cursor, line));
    String vendor = header(cursor, line);
    event.set(OBSERVER_VENDOR, vendor);
    event.set(OBSERVER_PRODUCT, header(cursor, line));
    event.set(OBSERVER_VERSION, header(cursor, line));
    event.set(EVENT_CODE, header(cursor, line));
    String name = header(cursor, line);
    event.vendor("cef.name", name);
    severity(header(cursor, line), event);
    extension(line, cursor.position(), KEYS, context, event);
    complete(name, event);
    return null;
  }

  /** A field of the header; the last may lack its pipe where no extension follows. */
  private static String header(Cursor cursor, String line) throws ParseException {
    int start = cursor.position();
    StringBuilder text = null;
    int from = start;
    for (int i = start; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length() && "|\\".indexOf(line.charAt(i + 1)) >= 0) {
        text = text == null ? new StringBuilder() : text;
        text.append(line, from, i);
        from = ++i;
      } else if (c == '|') {
        cursor.moveTo(i + 1);
        return (text == null ? line.substring(from, i) : text.append(line, from, i).toString())
            .strip();
      }
    }
    if (start < line.length() && line.indexOf('=', start) < 0) {
      cursor.moveTo(line.length());
      return line.substring(start).strip();
    }
    throw cursor.expected("a field of the header that ends with '|'");
  }

  private static void severity(String text, Event event) {
    event.vendor("cef.severity", text);
    Values.number(event, EVENT_SEVERITY, text);
  }

  /**
   * {@code key=value key=value}, where a value ends at the blank before the next key: the last word
   * before an equals sign that no backslash escapes.
   */
  static void extension(
      String line, int from, VendorFields keys, ParseContext context, Event event) {
    int length = line.length();
    int keyStart = skipBlanks(line, from);
    int equals = unescapedEquals(line, keyStart);
    while (equals >= 0) {
      String key = line.substring(keyStart, equals).strip();
      int next = unescapedEquals(line, equals + 1);
      int end = length;
      int nextStart = length;
      while (next >= 0) {
        nextStart = keyStart(line, equals + 1, next);
        if (nextStart > 0) {
          end = nextStart;
          break;
        }
        // An equals sign that should have been escaped, as in a URL: part of the value.
        next = unescapedEquals(line, next + 1);
      }
      keys.take(event, key, unescape(line.substring(equals + 1, end).strip()), context);
      keyStart = nextStart;
      equals = next;
    }
  }

  private static int skipBlanks(String line, int from) {
    int i = from;
    while (i < line.length() && line.charAt(i) == ' ') {
      i++;
    }
    return i;
  }

  private static int unescapedEquals(String line, int from) {
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '=') {
        return i;
      }
    }
    return -1;
  }

  /** Where the word before an equals sign starts, if it can be a key; else -1. */
  private static int keyStart(String line, int from, int equals) {
    int i = equals;
    while (i > from && isKey(line.charAt(i - 1))) {
      i--;
    }
    return i < equals && i > from && line.charAt(i - 1) == ' ' || i == from && i < equals ? i : -1;
  }

  private static boolean isKey(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-' || c == '[' || c == ']';
  }

  private static String unescape(String value) {
    if (value.indexOf('\\') < 0) {
      return value;
    }
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && i + 1 < value.length()) {
        char next = value.charAt(i + 1);
        switch (next) {
          case 'n' -> text.append('\n');
          case 'r' -> text.append('\r');
          case '=', '\\', '|' -> text.append(next);
          default -> text.append(c).append(next);
        }
        i++;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static void direction(Event event, String value) {
    event.set(
        NETWORK_DIRECTION,
        switch (value) {
          case "0" -> "inbound";
          case "1" -> "outbound";
          default -> value.toLowerCase(Locale.ROOT);
        });
  }

  private static void action(Event event, String value) {
    event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT));
  }

  private static void outcome(Event event, String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    switch (lower) {
      case "success", "successful", "succeeded" -> event.set(EVENT_OUTCOME, "success");
      case "failure", "failed", "fail" -> event.set(EVENT_OUTCOME, "failure");
      default -> event.vendor("cef.outcome", value);
    }
  }

  /** A hash by its length. */
  static void hash(Event event, String value) {
    EcsField field =
        switch (value.length()) {
          case 32 -> FILE_HASH_MD5;
          case 40 -> FILE_HASH_SHA1;
          case 64 -> FILE_HASH_SHA256;
          default -> null;
        };
    if (field != null) {
      event.set(field, value.toLowerCase(Locale.ROOT));
    }
  }

  private static void complete(String name, Event event) {
    if (!event.has(MESSAGE)) {
      event.set(MESSAGE, name);
    }
    if (!event.has(TIMESTAMP)) {
      EcsField time = event.has(EVENT_END) ? EVENT_END : EVENT_START;
      if (event.has(time)) {
        event.set(TIMESTAMP, event.number(time, 0));
      }
    }
    userOf(event);
    connection(event);
  }

  /** The user whom the event is about: who acted, or else who was acted on. */
  static void userOf(Event event) {
    if (!event.has(USER_NAME)) {
      boolean source = event.has(SOURCE_USER_NAME);
      event.set(USER_NAME, event.textOrNull(source ? SOURCE_USER_NAME : DESTINATION_USER_NAME));
      event.set(USER_ID, event.textOrNull(source ? SOURCE_USER_ID : DESTINATION_USER_ID));
      event.set(
          USER_DOMAIN, event.textOrNull(source ? SOURCE_USER_DOMAIN : DESTINATION_USER_DOMAIN));
    }
  }

  /** Two ends and a verdict make it a connection that was let pass or not. */
  static void connection(Event event) {
    Verdict verdict = Verdict.of(event.text(EVENT_ACTION).orElse(""));
    if (verdict == Verdict.NONE) {
      return;
    }
    if (event.has(SOURCE_ADDRESS) && event.has(DESTINATION_ADDRESS)) {
      event.add(EVENT_CATEGORY, "network");
      event.add(EVENT_TYPE, "connection");
    }
    String outcome = event.textOrNull(EVENT_OUTCOME);
    verdict.set(event);
    event.set(EVENT_OUTCOME, outcome);
  }
}
