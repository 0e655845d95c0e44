package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Set;

/**
 * IBM's Log Event Extended Format, 1.0 and 2.0: {@code LEEF:2.0|Vendor|Product|Version|EventID|^|
 * key=value^key=value}. Without a delimiter in the header it is the tab, which a syslog relay may
 * have written as {@code #011}.
 */
@AutoService(Format.class)
public final class Leef implements Format {

  private static final String NAME = "leef";

  /** Keys whose values are prose or addresses, in which {@code word=} is no key of its own. */
  private static final Set<String> PROSE =
      Set.of("msg", "desc", "name", "reason", "url", "request", "resource", "policy", "command");

  private static final int LONGEST_TIME_FORMAT = 64;

  private static final VendorFields KEYS =
      new VendorFields(NAME, "leef")
          .map(SOURCE_ADDRESS, "src", "identSrc")
          .map(DESTINATION_ADDRESS, "dst")
          .map(SOURCE_PORT, "srcPort")
          .map(DESTINATION_PORT, "dstPort")
          .map(SOURCE_NAT_IP, "srcPostNAT")
          .map(DESTINATION_NAT_IP, "dstPostNAT")
          .map(SOURCE_NAT_PORT, "srcPostNATPort")
          .map(DESTINATION_NAT_PORT, "dstPostNATPort")
          .map(SOURCE_MAC, "srcMAC", "identMAC")
          .map(DESTINATION_MAC, "dstMAC")
          .map(SOURCE_BYTES, "srcBytes")
          .map(DESTINATION_BYTES, "dstBytes")
          .map(NETWORK_BYTES, "totalBytes")
          .map(SOURCE_PACKETS, "srcPackets")
          .map(DESTINATION_PACKETS, "dstPackets")
          .map(NETWORK_PACKETS, "totalPackets")
          .map("proto", (event, value, context) -> Protocols.set(event, value))
          .map(EVENT_SEVERITY, "sev")
          .map(USER_NAME, "usrName", "suser", "accountName", "user")
          .map(DESTINATION_USER_NAME, "duser")
          .map(USER_DOMAIN, "domain")
          .map(USER_GROUP_NAME, "identGrpName")
          .map(USER_GROUP_ID, "groupID")
          .map(USER_ROLES, "role")
          .map(SOURCE_DOMAIN, "identHostName", "shost")
          .map(OBSERVER_HOSTNAME, "dvchost", "devName")
          .map(OBSERVER_IP, "dvc")
          .map(RULE_NAME, "policy")
          .map(URL_ORIGINAL, "url", "request")
          .map(FILE_PATH, "filePath")
          .map(FILE_NAME, "fname", "fileName")
          .map(FILE_SIZE, "fsize")
          .map(MESSAGE, "msg")
          .map("fileHash", (event, value, context) -> Cef.hash(event, value))
          .map("act", (event, value, context) -> action(event, value))
          .map("action", (event, value, context) -> action(event, value))
          .map("isLoginEvent", (event, value, context) -> session(event, value, "start"))
          .map("isLogoutEvent", (event, value, context) -> session(event, value, "end"));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "L";
  }

  @Override
  public int fit(String line, Event outer) {
    return line.startsWith("LEEF:") && line.indexOf('|') > 0 && line.indexOf('|') < 12
        ? MARK
        : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    cursor.expect("LEEF:");
    String version = cursor.until('|');
    event.vendor("leef.version", version);
    event.set(OBSERVER_VENDOR, cursor.until('|'));
    event.set(OBSERVER_PRODUCT, cursor.until('|'));
    event.set(OBSERVER_VERSION, cursor.until('|'));
    int pipe = line.indexOf('|', cursor.position());
    event.set(EVENT_CODE, pipe < 0 ? cursor.rest() : cursor.until('|'));
    char delimiter = version.startsWith("2") ? delimiter(cursor, line) : '\t';
    attributes(cursor.rest(), delimiter, context, event);
    Cef.userOf(event);
    Cef.connection(event);
    return null;
  }

  /** The delimiter of version 2: a character, or its code as {@code x5E} or {@code 0x5E}. */
  private static char delimiter(Cursor cursor, String line) {
    int start = cursor.position();
    int pipe = line.indexOf('|', start);
    int equals = line.indexOf('=', start);
    if (pipe < 0 || pipe - start > 6 || equals >= 0 && equals < pipe && pipe != start + 1) {
      return '\t';
    }
    String text = line.substring(start, pipe).strip();
    cursor.moveTo(pipe + 1);
    if (text.length() == 1) {
      return text.charAt(0);
    }
    String hex =
        text.startsWith("0x") ? text.substring(2) : text.startsWith("x") ? text.substring(1) : "";
    try {
      return hex.isEmpty() ? '\t' : (char) Integer.parseInt(hex, 16);
    } catch (NumberFormatException e) {
      return '\t';
    }
  }

  private static void attributes(String text, char delimiter, ParseContext context, Event event) {
    String rest = delimiter == '\t' ? text.replace("#011", "\t") : text;
    String time = "";
    String timeFormat = "";
    int i = 0;
    while (i < rest.length()) {
      int end = rest.indexOf(delimiter, i);
      if (end < 0) {
        end = rest.length();
      }
      int equals = Delimited.indexOf(rest, '=', i, end);
      if (equals > 0) {
        String key = rest.substring(i, equals).strip();
        String value = rest.substring(equals + 1, end).strip();
        if (key.equals("devTime")) {
          time = value;
        } else if (key.equals("devTimeFormat")) {
          timeFormat = value;
        } else {
          attribute(key, value, context, event);
        }
      }
      i = end + 1;
    }
    if (!time.isEmpty()) {
      time(time, timeFormat, context, event);
    }
  }

  /** A pair; where a sender put blanks for delimiters, the pairs that stand in its value too. */
  private static void attribute(String key, String value, ParseContext context, Event event) {
    int equals = PROSE.contains(key) ? -1 : value.indexOf('=');
    int blank = equals < 0 ? -1 : value.lastIndexOf(' ', equals);
    if (blank <= 0 || equals - blank < 3) {
      KEYS.take(event, key, value, context);
      return;
    }
    KEYS.take(event, key, value.substring(0, blank).strip(), context);
    Cef.extension(value, blank + 1, KEYS, context, event);
  }

  private static void time(String text, String format, ParseContext context, Event event) {
    long nanos = Timestamps.any(NAME, text, context);
    if (!format.isEmpty() && format.length() <= LONGEST_TIME_FORMAT) {
      try {
        // A pattern of Java's, as the format's definition asks.
        TemporalAccessor time =
            DateTimeFormatter.ofPattern(format, Locale.ENGLISH)
                .parseBest(text, ZonedDateTime::from, LocalDateTime::from);
        ZonedDateTime zoned =
            time instanceof LocalDateTime local
                ? local.atZone(context.zone())
                : ((ZonedDateTime) time).withZoneSameInstant(ZoneOffset.UTC);
        long seconds = zoned.toEpochSecond();
        if (seconds >= 0 && seconds < 9_000_000_000L) {
          nanos = seconds * 1_000_000_000L + zoned.getNano();
        }
      } catch (DateTimeException | IllegalArgumentException e) {
        // Not the pattern that it claims to be: the usual forms were tried above.
        event.vendor("leef.devTimeFormat", format);
      }
    }
    if (nanos >= 0) {
      event.set(TIMESTAMP, nanos);
    } else {
      event.vendor("leef.devTime", text);
    }
  }

  private static void action(Event event, String value) {
    event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT));
  }

  private static void session(Event event, String value, String type) {
    if (value.equalsIgnoreCase("true")) {
      event.set(EVENT_CATEGORY, "authentication");
      event.add(EVENT_TYPE, type);
    }
  }
}
