package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.FirstCharacters;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.util.Locale;
import java.util.Set;

/**
 * Cisco's ASA, PIX, FWSM and Firepower Threat Defense: {@code %ASA-6-302013: Built inbound TCP
 * connection …}. What each message says is in {@code cisco-asa.messages}; an id that is not there
 * keeps its text. The security events of FTD ({@code %FTD-1-430003: SrcIP: …, DstIP: …}) are read
 * by {@link CiscoSecurityEvent}.
 *
 * <p>Of a connection, source is the side that the message names first and destination the other,
 * which is how it states both ends of built and of teardown alike; {@code client} and {@code
 * server} tell who began it where the message says inbound or outbound.
 */
@AutoService(Format.class)
public final class CiscoAsa implements Format {

  private static final String NAME = "cisco-asa";
  private static final String[] PRODUCTS = {"%ASA-", "%FTD-", "%FWSM-", "%PIX-", "%NGIPS-"};
  private static final int FARTHEST_MARK = 100;
  private static final String[] LEVELS = {
    "emergency", "alert", "critical", "error", "warn", "notice", "info", "debug"
  };
  private static final Set<String> STATES_VERDICT =
      Set.of("106100", "106102", "106103", "338002", "338004", "410003");
  private static final Set<String> CONNECTION_BUILT = Set.of("302013", "302015", "302017");

  private static final MessageCatalog MESSAGES = new MessageCatalog(NAME);

  private static final VendorFields FIELDS_OF_MESSAGES =
      new VendorFields(NAME, "cisco.asa")
          .map("protocol", (event, value, context) -> Protocols.set(event, value))
          .map(
              "direction",
              (event, value, context) ->
                  event.set(NETWORK_DIRECTION, value.toLowerCase(Locale.ROOT)))
          .map("source", (event, value, context) -> endpoint(event, value, true))
          .map("destination", (event, value, context) -> endpoint(event, value, false))
          .map("source_slashed", (event, value, context) -> slashed(event, value, true))
          .map("destination_slashed", (event, value, context) -> slashed(event, value, false))
          .map("destination_service", (event, value, context) -> service(event, value))
          .map("destination_url", (event, value, context) -> destinationUrl(event, value))
          .map("source_name", (event, value, context) -> sourceName(event, value))
          .map("source_nat", (event, value, context) -> translated(event, value, true))
          .map("destination_nat", (event, value, context) -> translated(event, value, false))
          .map("mapped", (event, value, context) -> mapped(event, value))
          .map("peer", (event, value, context) -> peer(event, value))
          .map("user", (event, value, context) -> user(event, value))
          .map("session_user", (event, value, context) -> user(event, value))
          .map(
              "destination_user",
              (event, value, context) -> event.set(DESTINATION_USER_NAME, afterDomain(value)))
          .map("verdict", (event, value, context) -> verdict(event, value))
          .map("duration", (event, value, context) -> duration(event, value))
          .map("elapsed", (event, value, context) -> duration(event, value))
          .map("tcp_note", (event, value, context) -> note(event, value))
          .map(
              "remote",
              (event, value, context) -> {
                event.set(SOURCE_ADDRESS, value);
              })
          .map(NETWORK_BYTES, "bytes")
          .map(SOURCE_BYTES, "bytes_received")
          .map(DESTINATION_BYTES, "bytes_sent")
          .map(SOURCE_PORT, "source_port", "remote_port")
          .map(DESTINATION_PORT, "destination_port", "local_port")
          .map(DESTINATION_ADDRESS, "local")
          .map(SOURCE_MAC, "source_mac")
          .map(DESTINATION_MAC, "destination_mac")
          .map(OBSERVER_INGRESS_INTERFACE_NAME, "ingress")
          .map(OBSERVER_EGRESS_INTERFACE_NAME, "egress")
          .map(RULE_NAME, "rule")
          .map(EVENT_REASON, "reason")
          .map(PROCESS_COMMAND_LINE, "command")
          .map(URL_ORIGINAL, "url")
          .map(FILE_PATH, "file")
          .map(USER_GROUP_NAME, "group")
          .map(DNS_QUESTION_NAME, "dns_domain")
          .map(TLS_VERSION, "tls_protocol");

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
    return mark == 0 ? MARK : mark > 0 && isBare(line, mark) ? LAYOUT : NONE;
  }

  /** Whether no syslog header stands in front, which is peeled off first. */
  private static boolean isBare(String line, int mark) {
    if (line.charAt(0) == '<') {
      return false;
    }
    for (int i = 1; i + 1 < mark; i++) {
      if (line.charAt(i) == ':' && Cursor.isDigit(line.charAt(i + 1))) {
        return false;
      }
    }
    return true;
  }

  /** Where the code starts, in the first characters; -1 where none does. */
  private static int mark(String line) {
    int at = line.indexOf('%');
    while (at >= 0 && at < FARTHEST_MARK) {
      for (String product : PRODUCTS) {
        if (line.startsWith(product, at)) {
          return at;
        }
      }
      at = line.indexOf('%', at + 1);
    }
    return -1;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    int mark = mark(line);
    if (mark < 0) {
      throw ParseException.expected(NAME, "%ASA-LEVEL-ID:", line, 0);
    }
    Cursor cursor = new Cursor(NAME, line, mark + 1);
    String product = cursor.until('-').toLowerCase(Locale.ROOT);
    // "%ASA-session-6-302013:" names the class of messages in between.
    if (!Cursor.isDigit(cursor.peek())) {
      event.vendor("cisco.asa.class", cursor.until('-'));
    }
    long severity = cursor.digits();
    cursor.expect('-');
    int start = cursor.position();
    cursor.digits();
    String id = line.substring(start, cursor.position());
    cursor.expect(':');
    cursor.skipBlanks();
    String message = cursor.rest();
    Observer.set(event, "Cisco", product, "firewall");
    event.set(EVENT_CODE, id);
    event.set(EVENT_SEVERITY, severity);
    if (severity < LEVELS.length) {
      event.set(LOG_LEVEL, LEVELS[(int) severity]);
    }
    event.set(MESSAGE, message.isEmpty() ? line : message);
    if (id.startsWith("43000")) {
      CiscoSecurityEvent.read(id, message, context, event);
      return null;
    }
    if (!MESSAGES.take(id, message, FIELDS_OF_MESSAGES, context, event)) {
      event.set(EVENT_CATEGORY, "network");
      event.set(EVENT_TYPE, "info");
    }
    complete(id, event);
    return null;
  }

  private static void complete(String id, Event event) {
    if (STATES_VERDICT.contains(id)) {
      Verdict.of(event.text(EVENT_ACTION).orElse("")).set(event);
    }
    String transport = event.textOrNull(NETWORK_TRANSPORT);
    if (transport != null && transport.contains("icmp")) {
      // What stands where a port would is the type or the sequence number of the message.
      event.remove(SOURCE_PORT);
      event.remove(DESTINATION_PORT);
      event.remove(SOURCE_NAT_PORT);
      event.remove(DESTINATION_NAT_PORT);
    }
    if (CONNECTION_BUILT.contains(id)) {
      boolean outbound = "outbound".equals(event.textOrNull(NETWORK_DIRECTION));
      side(event, outbound, CLIENT_ADDRESS, CLIENT_PORT);
      side(event, !outbound, SERVER_ADDRESS, SERVER_PORT);
    }
  }

  private static void side(Event event, boolean fromDestination, EcsField address, EcsField port) {
    event.set(address, event.textOrNull(fromDestination ? DESTINATION_ADDRESS : SOURCE_ADDRESS));
    EcsField its = fromDestination ? DESTINATION_PORT : SOURCE_PORT;
    if (event.has(its)) {
      event.set(port, event.number(its, 0));
    }
  }

  /** {@code INTERFACE:ADDRESS/PORT(USER)}, all but the address optional. */
  private static void endpoint(Event event, String text, boolean isSource) {
    String rest = text;
    int user = rest.indexOf('(');
    if (user > 0 && rest.endsWith(")")) {
      String name = rest.substring(user + 1, rest.length() - 1);
      if (isSource) {
        user(event, name);
      } else {
        event.set(DESTINATION_USER_NAME, afterDomain(name));
      }
      rest = rest.substring(0, user).strip();
    }
    int slash = rest.lastIndexOf('/');
    if (slash > 0) {
      long port = Values.number(rest.substring(slash + 1).strip());
      if (port >= 0) {
        event.set(isSource ? SOURCE_PORT : DESTINATION_PORT, port);
      }
      rest = rest.substring(0, slash).strip();
    }
    int colon = rest.indexOf(':');
    if (colon > 0 && !IpAddresses.isAddress(rest)) {
      event.set(
          isSource ? OBSERVER_INGRESS_INTERFACE_NAME : OBSERVER_EGRESS_INTERFACE_NAME,
          rest.substring(0, colon).strip());
      rest = rest.substring(colon + 1).strip();
    }
    if (rest.startsWith("[")) {
      rest = rest.substring(1).replace("]", "");
    }
    event.set(isSource ? SOURCE_ADDRESS : DESTINATION_ADDRESS, rest);
  }

  /** {@code INTERFACE/ADDRESS}. */
  private static void slashed(Event event, String text, boolean isSource) {
    int slash = text.indexOf('/');
    endpoint(
        event,
        slash < 0 ? text : text.substring(0, slash) + ":" + text.substring(slash + 1),
        isSource);
  }

  /** As an endpoint, with the name of a service where a port may stand. */
  private static void service(Event event, String text) {
    endpoint(event, text, false);
    int slash = text.lastIndexOf('/');
    if (slash > 0 && Values.number(text.substring(slash + 1)) < 0) {
      event.set(NETWORK_PROTOCOL, text.substring(slash + 1));
    }
  }

  /** {@code ADDRESS:URL}. */
  private static void destinationUrl(Event event, String text) {
    int colon = text.indexOf(':');
    boolean hasAddress = colon > 0 && IpAddresses.isAddress(text.substring(0, colon));
    if (hasAddress) {
      event.set(DESTINATION_ADDRESS, text.substring(0, colon));
    }
    event.set(URL_ORIGINAL, hasAddress ? text.substring(colon + 1) : text);
  }

  /** {@code USER@ADDRESS}. */
  private static void sourceName(Event event, String text) {
    int at = text.lastIndexOf('@');
    if (at > 0) {
      user(event, text.substring(0, at));
    }
    endpoint(event, text.substring(at + 1), true);
  }

  /** The translated address and port, where they are others than the real ones. */
  private static void translated(Event event, String text, boolean isSource) {
    int slash = text.lastIndexOf('/');
    String ip = slash < 0 ? text : text.substring(0, slash);
    int colon = ip.indexOf(':');
    if (colon > 0 && !IpAddresses.isAddress(ip)) {
      ip = ip.substring(colon + 1);
    }
    long port = slash < 0 ? -1 : Values.number(text.substring(slash + 1));
    String real = event.textOrNull(isSource ? SOURCE_ADDRESS : DESTINATION_ADDRESS);
    long realPort = event.number(isSource ? SOURCE_PORT : DESTINATION_PORT, -1);
    if (ip.equals(real) && port == realPort || !IpAddresses.isAddress(ip)) {
      return;
    }
    event.set(isSource ? SOURCE_NAT_IP : DESTINATION_NAT_IP, ip);
    if (port >= 0) {
      event.set(isSource ? SOURCE_NAT_PORT : DESTINATION_NAT_PORT, port);
    }
  }

  /** {@code INTERFACE:ADDRESS/PORT} to which an address is translated. */
  private static void mapped(Event event, String text) {
    int colon = text.indexOf(':');
    if (colon > 0 && !IpAddresses.isAddress(text)) {
      event.set(OBSERVER_EGRESS_INTERFACE_NAME, text.substring(0, colon));
    }
    translated(event, text, true);
  }

  /** {@code ADDRESS:PORT}. */
  private static void peer(Event event, String text) {
    Values.hostPort(event, SOURCE_ADDRESS, SOURCE_PORT, text);
  }

  private static void user(Event event, String text) {
    String name = afterDomain(text);
    if (name.isEmpty() || name.equals("Unknown") || name.startsWith("*")) {
      return;
    }
    if (!event.has(USER_NAME)) {
      event.set(USER_NAME, name);
      int domain = text.indexOf('\\');
      if (domain > 0) {
        event.set(USER_DOMAIN, text.substring(0, domain));
      }
    }
  }

  private static String afterDomain(String name) {
    return name.substring(name.indexOf('\\') + 1);
  }

  private static void verdict(Event event, String word) {
    event.set(EVENT_ACTION, word.toLowerCase(Locale.ROOT));
  }

  /** {@code 0:00:31}, {@code 12d 9h:11m:22s}, or seconds. */
  private static void duration(Event event, String text) {
    long seconds = 0;
    long number = 0;
    int digits = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : 's';
      if (Cursor.isDigit(c)) {
        number = number * 10 + (c - '0');
        if (++digits > 9) {
          return;
        }
        continue;
      }
      switch (c) {
        case 'd' -> seconds += number * 86_400;
        case 'h' -> seconds += number * 3600;
        case 'm' -> seconds += number * 60;
        case ':' -> seconds = (seconds + number) * (digits == 0 ? 1 : 60);
        case 's' -> seconds += number;
        case ' ' -> seconds += number;
        default -> {
          return;
        }
      }
      number = 0;
      digits = 0;
    }
    event.set(EVENT_DURATION, seconds * 1_000_000_000L);
  }

  /** Why a connection ended, and whose it was: {@code TCP FINs from outside (user)}. */
  private static void note(Event event, String text) {
    String reason = text;
    int user = text.lastIndexOf('(');
    if (user >= 0 && text.endsWith(")")) {
      user(event, text.substring(user + 1, text.length() - 1));
      reason = text.substring(0, user).strip();
    }
    event.set(EVENT_REASON, reason);
  }
}
