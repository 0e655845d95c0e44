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
import java.util.List;

/**
 * The packet filter of the BSDs: pfSense's and OPNsense's filterlog ({@code
 * RULE,SUB,ANCHOR,TRACKER,INTERFACE,REASON,ACTION,DIRECTION,VERSION,…}) and what tcpdump prints of
 * pflog ({@code rule 5/0(match): block in on em0: 1.2.3.4.5 > 6.7.8.9.10: …}).
 */
@AutoService(Format.class)
public final class Pf implements Format {

  private static final String NAME = "pf";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.LETTERS + FirstCharacters.DIGITS;
  }

  @Override
  public int fit(String line, Event outer) {
    if (ruleAt(line) >= 0) {
      return FIELDS + 5;
    }
    if (line.isEmpty() || !Cursor.isDigit(line.charAt(0))) {
      return NONE;
    }
    // The number of the rule in front, then its values.
    int comma = line.indexOf(',');
    if (comma < 1 || comma > 10 || Delimited.count(line, ',', 40) < 17) {
      return NONE;
    }
    List<String> values = Delimited.split(line, ',');
    String direction = values.get(7);
    String version = values.get(8);
    return (direction.equals("in") || direction.equals("out"))
            && (version.equals("4") || version.equals("6"))
            && Values.number(values.get(0)) >= 0
        ? MARK
        : NONE;
  }

  /** Where {@code rule N/M(reason): } starts; -1 where it does not. */
  private static int ruleAt(String line) {
    int rule = -1;
    for (int i = 0; i < 40 && rule < 0; i++) {
      if (line.startsWith("rule ", i) && (i == 0 || line.charAt(i - 1) == ' ')) {
        rule = i;
      }
    }
    int close = rule < 0 ? -1 : line.indexOf("): ", rule);
    return close > 0 && close - rule < 60 && line.indexOf(" on ", close) > 0 ? rule : -1;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    event.set(OBSERVER_TYPE, "firewall");
    event.set(OBSERVER_PRODUCT, "pf");
    event.set(EVENT_CATEGORY, "network");
    event.set(EVENT_TYPE, "connection");
    int rule = ruleAt(line);
    if (rule >= 0) {
      pflog(line, rule, context, event);
    } else {
      filterlog(line, event);
    }
    event.set(MESSAGE, line);
    return null;
  }

  private static void filterlog(String line, Event event) throws ParseException {
    List<String> values = Delimited.split(line, ',');
    if (values.size() < 18) {
      throw ParseException.expected(NAME, "filterlog's values, eighteen or more", line, 0);
    }
    event.set(RULE_ID, values.get(0));
    event.vendor("pf.sub_rule", values.get(1));
    event.vendor("pf.anchor", values.get(2));
    event.set(RULE_UUID, values.get(3));
    event.set(EVENT_REASON, values.get(5));
    action(values.get(6), values.get(7), values.get(4), event);
    boolean v6 = values.get(8).equals("6");
    int next;
    if (v6) {
      event.vendor("pf.ipv6.class", values.get(9));
      event.vendor("pf.ipv6.flow_label", values.get(10));
      event.vendor("pf.hop_limit", values.get(11));
      Protocols.set(event, values.get(12));
      if (!event.has(NETWORK_IANA_NUMBER)) {
        Protocols.set(event, values.get(13));
      }
      next = 14;
    } else {
      event.vendor("pf.tos", values.get(9));
      event.vendor("pf.ecn", values.get(10));
      event.vendor("pf.ttl", values.get(11));
      event.vendor("pf.id", values.get(12));
      event.vendor("pf.offset", values.get(13));
      event.vendor("pf.flags", values.get(14));
      Protocols.set(event, values.get(16));
      if (!event.has(NETWORK_IANA_NUMBER)) {
        Protocols.set(event, values.get(15));
      }
      next = 17;
    }
    Values.number(event, NETWORK_BYTES, at(values, next));
    event.set(NETWORK_PACKETS, 1);
    event.set(SOURCE_ADDRESS, at(values, next + 1));
    event.set(DESTINATION_ADDRESS, at(values, next + 2));
    transport(values, next + 3, event);
  }

  private static void transport(List<String> values, int next, Event event) {
    switch (event.text(NETWORK_TRANSPORT).orElse("")) {
      case "tcp" -> {
        Values.number(event, SOURCE_PORT, at(values, next));
        Values.number(event, DESTINATION_PORT, at(values, next + 1));
        event.vendor("pf.data_length", at(values, next + 2));
        event.vendor("pf.tcp.flags", at(values, next + 3));
        event.vendor("pf.tcp.sequence", at(values, next + 4));
        event.vendor("pf.tcp.ack", at(values, next + 5));
        event.vendor("pf.tcp.window", at(values, next + 6));
        event.vendor("pf.tcp.options", at(values, next + 8));
      }
      case "udp" -> {
        Values.number(event, SOURCE_PORT, at(values, next));
        Values.number(event, DESTINATION_PORT, at(values, next + 1));
        event.vendor("pf.data_length", at(values, next + 2));
      }
      default -> {
        for (int i = next; i < values.size(); i++) {
          event.vendor("pf.data" + (i - next + 1), values.get(i));
        }
      }
    }
  }

  private static String at(List<String> values, int i) {
    return i < values.size() ? values.get(i) : "";
  }

  private static void action(String action, String direction, String iface, Event event) {
    event.set(EVENT_ACTION, action);
    Verdict.of(action).set(event);
    boolean in = direction.equals("in");
    event.set(NETWORK_DIRECTION, in ? "inbound" : "outbound");
    event.set(in ? OBSERVER_INGRESS_INTERFACE_NAME : OBSERVER_EGRESS_INTERFACE_NAME, iface);
  }

  private static void pflog(String line, int rule, ParseContext context, Event event)
      throws ParseException {
    if (rule > 0) {
      time(line.substring(0, rule).strip(), context, event);
    }
    Cursor cursor = new Cursor(NAME, line, rule);
    cursor.expect("rule ");
    String number = cursor.until('(');
    int slash = number.indexOf('/');
    event.set(RULE_ID, slash < 0 ? number : number.substring(0, slash));
    event.set(EVENT_REASON, cursor.until(')'));
    cursor.expect(": ");
    String action = cursor.word();
    cursor.expect(' ');
    String direction = cursor.word();
    cursor.expect(" on ");
    String iface = cursor.until(':');
    action(action, direction, iface, event);
    cursor.skipBlanks();
    if (cursor.peek() == '(') {
      cursor.until(") ");
    }
    cursor.skip("IP ");
    cursor.skip("IP6 ");
    int arrow = line.indexOf(" > ", cursor.position());
    int end = arrow < 0 ? -1 : line.indexOf(": ", arrow);
    if (end < 0) {
      throw cursor.expected("SOURCE > DESTINATION:");
    }
    endpoint(event, line.substring(cursor.position(), arrow), SOURCE_ADDRESS, SOURCE_PORT);
    endpoint(event, line.substring(arrow + 3, end), DESTINATION_ADDRESS, DESTINATION_PORT);
    String rest = line.substring(end + 2);
    Protocols.set(
        event,
        rest.startsWith("Flags ") || rest.contains(" ack ")
            ? "tcp"
            : rest.startsWith("ICMP6")
                ? "ipv6-icmp"
                : rest.startsWith("ICMP") ? "icmp" : event.has(SOURCE_PORT) ? "udp" : "");
    event.vendor("pf.packet", rest);
  }

  private static void time(String text, ParseContext context, Event event) {
    long nanos = Timestamps.any(NAME, text, context);
    if (nanos < 0) {
      try {
        nanos = Timestamps.timeOnly(new Cursor(NAME, text), context);
      } catch (ParseException e) {
        event.vendor("pf.time", text);
      }
    }
    if (nanos >= 0) {
      event.set(TIMESTAMP, nanos);
    }
  }

  /** {@code 1.2.3.4.5}: tcpdump puts the port behind another dot. */
  private static void endpoint(Event event, String text, EcsField address, EcsField port) {
    int dot = text.lastIndexOf('.');
    boolean v6 = text.indexOf(':') >= 0;
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      dots += text.charAt(i) == '.' ? 1 : 0;
    }
    if (dot > 0 && (v6 || dots == 4)) {
      event.set(address, text.substring(0, dot));
      Values.number(event, port, text.substring(dot + 1));
    } else {
      event.set(address, text);
    }
  }
}
