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
 * BIND's named, from its own files ({@code 29-Feb-2024 12:00:00.123 queries: info: client …}) or
 * behind syslog: queries, refusals, errors, response policy, transfers. The layouts are in {@code
 * bind.messages}.
 */
@AutoService(Format.class)
public final class Bind implements Format {

  private static final String NAME = "bind";

  private static final MessageCatalog MESSAGES = new MessageCatalog(NAME);

  private static final VendorFields KEYS =
      new VendorFields(NAME, "bind")
          .map("client", (event, value, context) -> hash(event, value, SOURCE_ADDRESS, SOURCE_PORT))
          .map(
              "server",
              (event, value, context) -> hash(event, value, DESTINATION_ADDRESS, DESTINATION_PORT))
          .map(DESTINATION_ADDRESS, "local")
          .map(DNS_QUESTION_NAME, "name")
          .map(DNS_QUESTION_CLASS, "class")
          .map(DNS_QUESTION_TYPE, "type")
          .map(DNS_RESPONSE_CODE, "rcode")
          .map("question", (event, value, context) -> question(event, value))
          .map("flags", (event, value, context) -> flags(event, value))
          .map("key", (event, value, context) -> event.set(USER_NAME, value))
          .map(RULE_NAME, "policy")
          .map(EVENT_REASON, "reason");

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
    if (startsWithDay(line)) {
      return line.indexOf(": ", 20) > 0 ? FIELDS + 3 : NONE;
    }
    boolean named = "named".equals(outer.textOrNull(PROCESS_NAME));
    return named ? FIELDS + 3 : isClient(line) ? FIELDS + 3 : NONE;
  }

  /** {@code 29-Feb-2024 12:00:00.123}. */
  private static boolean startsWithDay(String line) {
    return line.length() > 30
        && line.charAt(2) == '-'
        && line.charAt(6) == '-'
        && line.charAt(11) == ' '
        && line.charAt(14) == ':'
        && Character.isUpperCase(line.charAt(3))
        && Cursor.isDigit(line.charAt(0));
  }

  private static boolean isClient(String line) {
    int hash = line.indexOf('#');
    return (line.startsWith("client ") || line.startsWith("queries: info: client "))
        && hash > 10
        && hash < 90
        && hash + 1 < line.length()
        && Cursor.isDigit(line.charAt(hash + 1));
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    if (startsWithDay(line)) {
      String text = line.substring(3, 6) + " " + line.substring(0, 2) + " " + line.substring(7, 11);
      int end = 12;
      while (end < line.length() && line.charAt(end) != ' ') {
        end++;
      }
      long nanos = Timestamps.any(NAME, text + " " + line.substring(12, end), context);
      if (nanos < 0) {
        throw cursor.expected("a time such as 29-Feb-2024 12:00:00.123");
      }
      event.set(TIMESTAMP, nanos);
      cursor.moveTo(Math.min(end + 1, line.length()));
    } else if (!isClient(line) && !"named".equals(event.textOrNull(PROCESS_NAME))) {
      throw cursor.expected("client ADDRESS#PORT or a time");
    }
    category(cursor, line, event);
    String message = cursor.rest();
    event.set(MESSAGE, message.isEmpty() ? line : message);
    event.set(SERVICE_TYPE, "bind");
    event.set(NETWORK_PROTOCOL, "dns");
    if (!MESSAGES.take("named", withoutPointer(message), KEYS, context, event)) {
      event.set(EVENT_CATEGORY, "network");
      event.set(EVENT_TYPE, "info");
    }
    String rcode = event.textOrNull(DNS_RESPONSE_CODE);
    if (rcode != null && !event.has(EVENT_OUTCOME)) {
      event.set(EVENT_OUTCOME, rcode.equals("NOERROR") ? "success" : "failure");
    }
    return null;
  }

  /** {@code queries: info: }, where print-category and print-severity are on. */
  private static void category(Cursor cursor, String line, Event event) {
    for (int part = 0; part < 2; part++) {
      int start = cursor.position();
      int colon = line.indexOf(": ", start);
      if (colon < 0 || colon - start > 24 || line.startsWith("client ", start)) {
        return;
      }
      String word = line.substring(start, colon);
      switch (word) {
        case "info", "notice", "warning", "error", "critical", "debug 1", "debug 3", "dynamic" ->
            event.set(LOG_LEVEL, word.startsWith("debug") ? "debug" : word);
        case "queries",
            "security",
            "query-errors",
            "resolver",
            "xfer-in",
            "xfer-out",
            "notify",
            "general",
            "default",
            "config",
            "client",
            "network",
            "update",
            "update-security",
            "dnssec",
            "lame-servers",
            "edns-disabled",
            "rpz",
            "rate-limit",
            "database",
            "unmatched",
            "dispatch",
            "cname",
            "delegation-only",
            "spill",
            "zoneload",
            "nsid",
            "trust-anchor-telemetry",
            "serve-stale",
            "responses" ->
            event.vendor("bind.category", word);
        default -> {
          return;
        }
      }
      cursor.moveTo(colon + 2);
    }
  }

  /** {@code client @0x7f1c 10.1.1.5#51000}: the address of an object in memory says nothing. */
  private static String withoutPointer(String message) {
    if (message.startsWith("client @0x")) {
      int blank = message.indexOf(' ', 10);
      return blank < 0 ? message : "client " + message.substring(blank + 1);
    }
    return message;
  }

  /** {@code 10.1.1.5#51000}. */
  private static void hash(Event event, String text, EcsField address, EcsField port) {
    int hash = text.indexOf('#');
    event.set(address, hash < 0 ? text : text.substring(0, hash));
    if (hash > 0) {
      Values.number(event, port, text.substring(hash + 1));
    }
  }

  /** {@code www.example.com/A/IN}, and in some messages {@code www.example.com/IN/A}. */
  private static void question(Event event, String text) {
    String[] parts = text.split("/", 4);
    event.set(DNS_QUESTION_NAME, parts[0]);
    if (parts.length == 3) {
      boolean classFirst = parts[1].equals("IN") || parts[1].equals("CH");
      event.set(DNS_QUESTION_TYPE, parts[classFirst ? 2 : 1]);
      event.set(DNS_QUESTION_CLASS, parts[classFirst ? 1 : 2]);
    }
  }

  /** {@code +E(0)TK}: recursion desired, EDNS, TCP, cookie. */
  private static void flags(Event event, String text) {
    event.vendor("bind.flags", text);
    if (text.startsWith("+")) {
      event.add(DNS_HEADER_FLAGS, "RD");
    }
    event.set(NETWORK_TRANSPORT, text.toUpperCase(Locale.ROOT).indexOf('T') >= 0 ? "tcp" : "udp");
    if (text.indexOf('C') >= 0) {
      event.add(DNS_HEADER_FLAGS, "CD");
    }
  }
}
