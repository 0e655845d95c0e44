package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.FirstCharacters;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.util.Locale;

/**
 * Netfilter's log target of iptables and nftables, and ufw's and firewalld's on top of it: {@code
 * [UPTIME] PREFIX IN=eth0 OUT= MAC=… SRC=… DST=… LEN=60 … PROTO=TCP SPT=… DPT=… SYN}. The verdict
 * is what the prefix says, if it does.
 */
@AutoService(Format.class)
public final class Iptables implements Format {

  private static final String NAME = "iptables";
  private static final int FARTHEST_IN = 200;

  private static final VendorFields KEYS =
      new VendorFields(NAME, "iptables")
          .map(SOURCE_ADDRESS, "SRC")
          .map(DESTINATION_ADDRESS, "DST")
          .map(SOURCE_PORT, "SPT")
          .map(DESTINATION_PORT, "DPT")
          .map("PROTO", (event, value, context) -> Protocols.set(event, value))
          .map("MAC", (event, value, context) -> mac(event, value))
          .map(OBSERVER_INGRESS_INTERFACE_NAME, "IN")
          .map(OBSERVER_EGRESS_INTERFACE_NAME, "OUT")
          .map(NETWORK_VLAN_ID, "VID")
          .map(USER_ID, "UID")
          .map(USER_GROUP_ID, "GID");

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
    int in = in(line);
    if (in < 0 || line.charAt(0) == '<') {
      return NONE;
    }
    int out = line.indexOf(" OUT=", in);
    return out > 0
            && out - in < 80
            && (line.indexOf(" SRC=", out) > 0 || line.indexOf(" PROTO=", out) > 0)
        ? MARK
        : NONE;
  }

  /** Where {@code IN=} stands as a word of its own; -1 where it does not. */
  private static int in(String line) {
    int at = line.indexOf("IN=");
    while (at > 0 && at < FARTHEST_IN && Character.isLetterOrDigit(line.charAt(at - 1))) {
      at = line.indexOf("IN=", at + 1);
    }
    return at < FARTHEST_IN ? at : -1;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    int in = in(line);
    if (in < 0) {
      throw ParseException.expected(NAME, "IN=", line, 0);
    }
    prefix(line.substring(0, in), event);
    // What an ICMP error quotes stands in brackets, and is of another packet.
    int quoted = line.indexOf('[', in);
    int end = quoted < 0 ? line.length() : quoted;
    StringBuilder flags = new StringBuilder();
    KeyValues.read(
        line.substring(in, end),
        0,
        new KeyValues.Sink() {
          private boolean behindProtocol;

          @Override
          public void pair(String key, String value) {
            behindProtocol |= key.equals("PROTO");
            KEYS.take(event, key, value, context);
          }

          @Override
          public void word(String word) {
            if (behindProtocol) {
              flags.append(flags.isEmpty() ? "" : " ").append(word);
            } else {
              event.vendor("iptables.fragment_flags", word);
            }
          }
        });
    event.vendor("iptables.tcp_flags", flags.toString());
    if (quoted > 0) {
      event.vendor("iptables.icmp_quoted", line.substring(quoted).strip());
    }
    event.set(EVENT_CATEGORY, "network");
    event.add(EVENT_TYPE, "connection");
    event.set(OBSERVER_VENDOR, "Netfilter");
    event.set(OBSERVER_PRODUCT, "iptables");
    event.set(OBSERVER_TYPE, "firewall");
    boolean hasIn = event.has(OBSERVER_INGRESS_INTERFACE_NAME);
    boolean hasOut = event.has(OBSERVER_EGRESS_INTERFACE_NAME);
    event.set(NETWORK_DIRECTION, hasIn && !hasOut ? "inbound" : !hasIn && hasOut ? "outbound" : "");
    event.set(MESSAGE, line);
    return null;
  }

  /** {@code [12345.678] [UFW BLOCK] }: the uptime, and what the rule's author wrote. */
  private static void prefix(String text, Event event) {
    Cursor cursor = new Cursor(NAME, text);
    cursor.skipBlanks();
    cursor.skip("kernel:");
    cursor.skipBlanks();
    if (cursor.peek() == '[') {
      int close = text.indexOf(']', cursor.position());
      String uptime = close < 0 ? "" : text.substring(cursor.position() + 1, close).strip();
      if (!uptime.isEmpty() && Cursor.isDigit(uptime.charAt(0)) && uptime.indexOf('.') > 0) {
        event.vendor("iptables.uptime", uptime);
        cursor.moveTo(close + 1);
      }
    }
    String prefix = cursor.rest().strip();
    while (prefix.endsWith(":") || prefix.endsWith("-")) {
      prefix = prefix.substring(0, prefix.length() - 1).strip();
    }
    if (prefix.startsWith("[") && prefix.endsWith("]")) {
      prefix = prefix.substring(1, prefix.length() - 1);
    }
    event.set(RULE_NAME, prefix);
    verdict(prefix.toUpperCase(Locale.ROOT), event);
  }

  private static void verdict(String prefix, Event event) {
    String[] denied = {"BLOCK", "DROP", "DENY", "DENIED", "REJECT"};
    String[] allowed = {"ALLOW", "ACCEPT", "PASS", "PERMIT"};
    for (String word : denied) {
      if (prefix.contains(word)) {
        event.set(EVENT_ACTION, word.equals("DENIED") ? "deny" : word.toLowerCase(Locale.ROOT));
        Verdict.DENIED.set(event);
        return;
      }
    }
    for (String word : allowed) {
      if (prefix.contains(word)) {
        event.set(EVENT_ACTION, word.toLowerCase(Locale.ROOT));
        Verdict.ALLOWED.set(event);
        return;
      }
    }
  }

  /** The destination's six octets, the source's, and the type of the frame. */
  private static void mac(Event event, String value) {
    if (value.length() >= 35 && value.charAt(17) == ':') {
      event.set(DESTINATION_MAC, value.substring(0, 17));
      event.set(SOURCE_MAC, value.substring(18, 35));
    } else {
      event.vendor("iptables.MAC", value);
    }
  }
}
