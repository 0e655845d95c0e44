package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.FirstCharacters;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;
import java.util.Locale;

/**
 * ISC's dhcpd ({@code DHCPACK on 10.1.1.50 to 00:1a:2b:3c:4d:5e (pc7) via eth0}), versions 4 and 6,
 * and Kea ({@code 2024-02-29 12:00:00.123 INFO [kea-dhcp4.leases/123] DHCP4_LEASE_ALLOC […]: lease
 * …}). The layouts are in {@code dhcpd.messages}.
 */
@AutoService(Format.class)
public final class Dhcpd implements Format {

  private static final String NAME = "dhcpd";

  private static final MessageCatalog MESSAGES = new MessageCatalog(NAME);

  private static final VendorFields KEYS =
      new VendorFields(NAME, "dhcpd")
          .map("address", (event, value, context) -> address(event, value))
          .map("client", (event, value, context) -> client(event, value))
          .map(SOURCE_DOMAIN, "hostname")
          .map(DESTINATION_ADDRESS, "server")
          .map(OBSERVER_INGRESS_INTERFACE_NAME, "interface")
          .map(SOURCE_PORT, "port")
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
    if (isKea(line)) {
      return MARK;
    }
    String program = outer.textOrNull(PROCESS_NAME);
    if ("dhcpd".equals(program)) {
      return MARK;
    }
    int blank = line.indexOf(' ');
    if (!line.startsWith("DHCP") || blank < 7 || blank > 14) {
      return NONE;
    }
    return line.startsWith(" on ", blank)
            || line.startsWith(" for ", blank)
            || line.startsWith(" from ", blank)
            || line.startsWith(" of ", blank)
        ? FIELDS + 2
        : NONE;
  }

  private static boolean isKea(String line) {
    int bracket = line.indexOf("[kea-");
    return bracket > 0 && bracket < 48;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    String message = line;
    event.set(SERVICE_TYPE, "dhcpd");
    event.set(NETWORK_PROTOCOL, "dhcp");
    if (isKea(line)) {
      message = kea(line, context, event);
      event.set(SERVICE_TYPE, "kea");
    } else if (!line.startsWith("DHCP") && !"dhcpd".equals(event.textOrNull(PROCESS_NAME))) {
      throw ParseException.expected(NAME, "DHCPACK on … and its kin", line, 0);
    } else if (line.startsWith("DHCP")) {
      int blank = line.indexOf(' ');
      event.set(
          EVENT_ACTION, (blank < 0 ? line : line.substring(0, blank)).toLowerCase(Locale.ROOT));
    }
    event.set(MESSAGE, message.isEmpty() ? line : message);
    String action = event.textOrNull(EVENT_ACTION);
    if (!MESSAGES.take("dhcp", message, KEYS, context, event)) {
      event.set(EVENT_CATEGORY, "network");
      event.set(EVENT_TYPE, "info");
    }
    event.set(EVENT_ACTION, action);
    return null;
  }

  /** {@code TIME LEVEL [LOGGER/PID.THREAD] CODE message}; gives the message. */
  private static String kea(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    if (Cursor.isDigit(cursor.peek())) {
      event.set(TIMESTAMP, Timestamps.iso(cursor, context));
      cursor.skipBlanks();
    }
    event.set(LOG_LEVEL, cursor.word());
    cursor.skipBlanks();
    cursor.expect('[');
    String logger = cursor.until(']');
    int slash = logger.indexOf('/');
    event.set(LOG_LOGGER, slash < 0 ? logger : logger.substring(0, slash));
    cursor.skipBlanks();
    String code = cursor.word();
    event.set(EVENT_CODE, code);
    event.set(EVENT_ACTION, code.toLowerCase(Locale.ROOT));
    cursor.skipBlanks();
    return cursor.rest();
  }

  private static void address(Event event, String value) {
    event.set(SOURCE_ADDRESS, value);
  }

  /** {@code 00:1a:2b:3c:4d:5e}, or an address, or a client's identifier in hexadecimal. */
  private static void client(Event event, String value) {
    String bare = value.startsWith("hwtype=1 ") ? value.substring(9) : value;
    if (bare.length() == 17 && bare.charAt(2) == ':') {
      event.set(SOURCE_MAC, bare);
    } else if (IpAddresses.isAddress(bare)) {
      event.set(SOURCE_ADDRESS, bare);
    } else {
      event.vendor("dhcpd.client_id", bare);
    }
  }
}
