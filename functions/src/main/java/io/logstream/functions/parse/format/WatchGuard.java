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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * WatchGuard's Firebox (Fireware OS): {@code SERIAL (TIME) firewall: msg_id="3000-0148" Deny
 * 0-External Firebox 52 tcp 20 127 1.2.3.4 5.6.7.8 51000 3389 … name="value" (POLICY-00)}, the
 * proxies' lines, and events in prose.
 */
@AutoService(Format.class)
public final class WatchGuard implements Format {

  private static final String NAME = "watchguard";
  private static final String ID = "msg_id=\"";
  private static final int FARTHEST_ID = 160;

  private static final VendorFields KEYS =
      new VendorFields(NAME, "watchguard.firebox")
          .map(SOURCE_BYTES, "sent_bytes")
          .map(DESTINATION_BYTES, "rcvd_bytes")
          .map("src_user", (event, value, context) -> user(event, value))
          .map(DESTINATION_USER_NAME, "dst_user")
          .map(URL_DOMAIN, "dstname")
          .map(URL_PATH, "arg")
          .map(HTTP_REQUEST_METHOD, "op")
          .map(SOURCE_NAT_IP, "src_ip_nat")
          .map(SOURCE_NAT_PORT, "src_port_nat")
          .map(DESTINATION_NAT_IP, "dst_ip_nat")
          .map(DESTINATION_NAT_PORT, "dst_port_nat")
          .map(NETWORK_APPLICATION, "app_name")
          .map(RULE_RULESET, "proxy_act")
          .map(RULE_ID, "signature_id")
          .map(RULE_DESCRIPTION, "signature_name", "virus")
          .map(RULE_CATEGORY, "signature_cat", "app_cat_name", "cats")
          .map(EVENT_REASON, "reason")
          .map(SOURCE_GEO_COUNTRY_ISO_CODE, "geo_src")
          .map(DESTINATION_GEO_COUNTRY_ISO_CODE, "geo_dst")
          .map(FILE_NAME, "file_name")
          .map(FILE_HASH_MD5, "md5")
          .map(TLS_CLIENT_SERVER_NAME, "sni")
          .map(DNS_QUESTION_NAME, "question", "query_name")
          .map(DNS_QUESTION_TYPE, "query_type")
          .map(EMAIL_SENDER_ADDRESS, "sender")
          .map(EMAIL_TO_ADDRESS, "recipients")
          .map(MESSAGE, "msg")
          .map("duration", (event, value, context) -> seconds(event, value))
          .map("elapsed_time", (event, value, context) -> seconds(event, value));

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
    int id = line.indexOf(ID);
    return id >= 0 && id < FARTHEST_ID && line.charAt(0) != '<' && line.indexOf('-', id) > 0
        ? MARK
        : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    int id = line.indexOf(ID);
    if (id < 0) {
      throw ParseException.expected(NAME, "msg_id=\"…\"", line, 0);
    }
    header(line.substring(0, id).strip(), context, event);
    Cursor cursor = new Cursor(NAME, line, id + ID.length());
    event.set(EVENT_CODE, cursor.until('"'));
    cursor.skipBlanks();
    Observer.set(event, "WatchGuard", "Firebox", "firewall");
    String rest = cursor.rest();
    event.set(MESSAGE, rest.isEmpty() ? line : rest);
    if (startsWithVerdict(rest)) {
      traffic(rest, context, event);
    } else {
      prose(rest, context, event);
    }
    return null;
  }

  /** {@code SERIAL (TIME) PROCESS[PID]:}, as much of it as there is. */
  private static void header(String text, ParseContext context, Event event) {
    int open = text.indexOf('(');
    int close = text.indexOf(')', open + 1);
    if (open >= 0 && close > 0) {
      long nanos = Timestamps.any(NAME, text.substring(open + 1, close), context);
      if (nanos >= 0) {
        event.set(TIMESTAMP, nanos);
      }
      event.set(OBSERVER_SERIAL_NUMBER, text.substring(0, open).strip());
    }
    if (text.endsWith(":")) {
      String process = text.substring(text.lastIndexOf(' ') + 1, text.length() - 1);
      int bracket = process.indexOf('[');
      event.set(PROCESS_NAME, bracket < 0 ? process : process.substring(0, bracket));
      if (bracket > 0) {
        SyslogPriority.processId(process.substring(bracket + 1).replace("]", ""), event);
      }
    }
  }

  private static boolean startsWithVerdict(String text) {
    return text.startsWith("Allow ")
        || text.startsWith("Deny ")
        || text.startsWith("Block ")
        || text.startsWith("Drop ")
        || text.startsWith("Strip ")
        || text.startsWith("Reset ");
  }

  private static void traffic(String text, ParseContext context, Event event)
      throws ParseException {
    List<String> words = new ArrayList<>();
    int policy = policy(text, event);
    KeyValues.read(
        text.substring(0, policy),
        0,
        new KeyValues.Sink() {
          @Override
          public void pair(String key, String value) {
            KEYS.take(event, key, value, context);
          }

          @Override
          public void word(String word) {
            words.add(word);
          }
        });
    String verdict = words.get(0).toLowerCase(Locale.ROOT);
    event.set(EVENT_ACTION, verdict);
    event.set(EVENT_CATEGORY, "network");
    event.set(EVENT_TYPE, "connection");
    Verdict.of(verdict).set(event);
    int source = addresses(words);
    if (source < 0) {
      return;
    }
    // In front of the addresses: interfaces, the length, the protocol, the header's length, the
    // TTL.
    event.set(OBSERVER_INGRESS_INTERFACE_NAME, source > 2 ? words.get(1) : "");
    event.set(OBSERVER_EGRESS_INTERFACE_NAME, source > 2 ? words.get(2) : "");
    for (int i = 3; i < source; i++) {
      if (Protocols.isKnown(words.get(i)) || words.get(i).contains("/")) {
        String protocol = words.get(i);
        int slash = protocol.indexOf('/');
        // "dns/udp" names the service in front.
        Protocols.set(event, protocol.substring(slash + 1));
        event.set(NETWORK_PROTOCOL, slash > 0 ? protocol.substring(0, slash) : "");
      }
    }
    event.set(SOURCE_ADDRESS, words.get(source));
    event.set(DESTINATION_ADDRESS, words.get(source + 1));
    if (source + 3 < words.size()) {
      boolean icmp = event.text(NETWORK_TRANSPORT).orElse("").contains("icmp");
      if (!icmp) {
        Values.number(event, SOURCE_PORT, words.get(source + 2));
        Values.number(event, DESTINATION_PORT, words.get(source + 3));
      }
    }
  }

  /** The policy's name in parentheses at the end; gives where it starts. */
  private static int policy(String text, Event event) {
    int open = text.lastIndexOf('(');
    if (open < 0 || !text.endsWith(")") || text.indexOf('"', open) > 0) {
      return text.length();
    }
    event.set(RULE_NAME, text.substring(open + 1, text.length() - 1));
    return open;
  }

  /** Where two addresses stand side by side. */
  private static int addresses(List<String> words) {
    for (int i = 1; i + 1 < words.size(); i++) {
      if (IpAddresses.isAddress(words.get(i)) && IpAddresses.isAddress(words.get(i + 1))) {
        return i;
      }
    }
    return -1;
  }

  /** Events: logins, the DHCP server, the tunnels. */
  private static void prose(String text, ParseContext context, Event event) throws ParseException {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("authentication")
        || lower.contains("logged in")
        || lower.contains("login")) {
      event.set(EVENT_CATEGORY, "authentication");
      event.set(EVENT_TYPE, lower.contains("logged out") ? "end" : "start");
      event.set(
          EVENT_OUTCOME,
          lower.contains("rejected") || lower.contains("failed") || lower.contains("denied")
              ? "failure"
              : "success");
    } else {
      event.set(EVENT_CATEGORY, "network");
      event.set(EVENT_TYPE, "info");
    }
    KeyValues.read(
        text,
        0,
        new KeyValues.Sink() {
          private String previous = "";

          @Override
          public void pair(String key, String value) {
            KEYS.take(event, key, value, context);
          }

          @Override
          public void word(String word) {
            String bare = bare(word);
            if (IpAddresses.isAddress(bare) && !event.has(SOURCE_ADDRESS)) {
              event.set(SOURCE_ADDRESS, bare);
            }
            if (previous.equalsIgnoreCase("user")) {
              user(event, bare);
            }
            previous = bare;
          }
        });
  }

  /** A word without the punctuation around it. */
  private static String bare(String word) {
    int start = 0;
    int end = word.length();
    while (start < end && "([".indexOf(word.charAt(start)) >= 0) {
      start++;
    }
    while (end > start && ".,;:()[]".indexOf(word.charAt(end - 1)) >= 0) {
      end--;
    }
    return word.substring(start, end);
  }

  /** {@code jdoe@Firebox-DB}: the name, and the server that knows it. */
  private static void user(Event event, String value) {
    int at = value.lastIndexOf('@');
    if (!event.has(USER_NAME)) {
      event.set(USER_NAME, at < 0 ? value : value.substring(0, at));
      event.set(USER_DOMAIN, at < 0 ? "" : value.substring(at + 1));
    }
  }

  /** {@code 12}, {@code 0.5 sec(s)}. */
  private static void seconds(Event event, String value) {
    int blank = value.indexOf(' ');
    long nanos = Values.seconds(blank < 0 ? value : value.substring(0, blank));
    if (nanos >= 0) {
      event.set(EVENT_DURATION, nanos);
    }
  }
}
