package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;
import java.util.List;
import java.util.Locale;

/**
 * Alerts of Snort 2 and 3, and of Suricata's fast log: {@code 02/29-12:00:00.123456 [**]
 * [1:2100498:7] MESSAGE [**] [Classification: …] [Priority: 2] {TCP} 1.2.3.4:5 -> 6.7.8.9:10}, the
 * same by syslog without the time, the CSV of both versions, and the JSON of version 3.
 */
@AutoService(Format.class)
public final class Snort implements Format {

  private static final String NAME = "snort";

  /** The order of version 2's alert_csv by default. */
  private static final String[] COLUMNS = {
    "timestamp",
    "gid",
    "sid",
    "rev",
    "msg",
    "proto",
    "src_addr",
    "src_port",
    "dst_addr",
    "dst_port",
    "eth_src",
    "eth_dst",
    "eth_len",
    "tcp_flags",
    "tcp_seq",
    "tcp_ack",
    "tcp_len",
    "tcp_win",
    "ttl",
    "tos",
    "id",
    "dgm_len",
    "ip_len",
    "icmp_type",
    "icmp_code",
    "icmp_id",
    "icmp_seq"
  };

  /** The order of version 3's alert_csv by default. */
  private static final String[] COLUMNS_3 = {
    "timestamp",
    "pkt_num",
    "proto",
    "pkt_gen",
    "pkt_len",
    "dir",
    "src_ap",
    "dst_ap",
    "rule",
    "action"
  };

  private static final VendorFields KEYS =
      new VendorFields(NAME, "snort")
          .map("timestamp", (event, value, context) -> time(event, value, context))
          .map("proto", (event, value, context) -> Protocols.set(event, value))
          .map("rule", (event, value, context) -> rule(event, value))
          .map("src_ap", (event, value, context) -> end(event, value, true))
          .map("dst_ap", (event, value, context) -> end(event, value, false))
          .map("action", (event, value, context) -> action(event, value))
          .map(RULE_ID, "sid")
          .map(RULE_VERSION, "rev")
          .map(RULE_NAME, "msg")
          .map(RULE_CATEGORY, "class")
          .map(EVENT_SEVERITY, "priority")
          .map(SOURCE_ADDRESS, "src_addr")
          .map(SOURCE_PORT, "src_port")
          .map(DESTINATION_ADDRESS, "dst_addr")
          .map(DESTINATION_PORT, "dst_port")
          .map(SOURCE_MAC, "eth_src")
          .map(DESTINATION_MAC, "eth_dst")
          .map(SOURCE_BYTES, "client_bytes")
          .map(DESTINATION_BYTES, "server_bytes")
          .map(SOURCE_PACKETS, "client_pkts")
          .map(DESTINATION_PACKETS, "server_pkts")
          .map(OBSERVER_INGRESS_INTERFACE_NAME, "iface")
          .map(NETWORK_APPLICATION, "service")
          .map(NETWORK_VLAN_ID, "vlan");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "{[0123456789";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.startsWith("{")) {
      int time = line.indexOf("\"timestamp\"");
      return time > 0
              && time < 20
              && line.indexOf("\"event_type\"") < 0
              && (line.contains("\"rule\"") || line.contains("\"sid\""))
              && (line.contains("\"src_ap\"")
                  || line.contains("\"src_addr\"")
                  || line.contains("\"pkt_num\""))
          ? FIELDS
          : NONE;
    }
    if (startsWithTime(line)) {
      return line.indexOf("[**]") > 0 || commasBehindTime(line) ? FIELDS + 5 : NONE;
    }
    int bracket = line.startsWith("[") ? line.indexOf(']') : -1;
    return bracket > 5
            && bracket < 40
            && colons(line, 1, bracket) == 2
            && Cursor.isDigit(line.charAt(1))
            && line.indexOf("{") > 0
        ? FIELDS + 5
        : NONE;
  }

  /** {@code 02/29-12:}, {@code 02/29/24-12:}, {@code 02/29/2024-12:}. */
  private static boolean startsWithTime(String line) {
    int dash = line.indexOf('-');
    return (dash == 5 || dash == 8 || dash == 10)
        && line.length() > dash + 9
        && line.charAt(2) == '/'
        && Cursor.isDigit(line.charAt(0))
        && line.charAt(dash + 3) == ':';
  }

  private static boolean commasBehindTime(String line) {
    int comma = line.indexOf(',');
    return comma > 10 && comma < 32 && Delimited.count(line, ',', 40) >= 9;
  }

  private static int colons(String line, int from, int to) {
    int colons = 0;
    for (int i = from; i < to; i++) {
      char c = line.charAt(i);
      if (c == ':') {
        colons++;
      } else if (!Cursor.isDigit(c)) {
        return -1;
      }
    }
    return colons;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    if (line.startsWith("{")) {
      JsonLeaves.visit(NAME, line, new JsonLeaves.Into(KEYS, event, context));
    } else if (startsWithTime(line) && line.indexOf("[**]") < 0) {
      columns(line, context, event);
    } else {
      fast(line, context, event);
    }
    event.set(EVENT_KIND, "alert");
    event.set(EVENT_CATEGORY, "network");
    event.add(EVENT_CATEGORY, "intrusion_detection");
    event.add(EVENT_TYPE, "info");
    event.set(OBSERVER_VENDOR, "Snort");
    event.set(OBSERVER_PRODUCT, "Snort");
    event.set(OBSERVER_TYPE, "ids");
    event.set(MESSAGE, event.text(RULE_NAME).orElse(line));
    return null;
  }

  private static void columns(String line, ParseContext context, Event event)
      throws ParseException {
    List<String> values = Delimited.split(line, ',');
    String[] columns = values.size() <= COLUMNS_3.length + 2 ? COLUMNS_3 : COLUMNS;
    if (values.size() < COLUMNS_3.length) {
      throw ParseException.expected(NAME, "ten values or more", line, 0);
    }
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i).strip();
      KEYS.take(event, i < columns.length ? columns[i] : "column" + (i + 1), value, context);
    }
  }

  private static void fast(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    if (startsWithTime(line)) {
      time(event, cursor.word(), context);
      cursor.skipBlanks();
      tag(cursor, event);
      cursor.expect("[**]");
      cursor.skipBlanks();
      tag(cursor, event);
    }
    cursor.expect('[');
    rule(event, cursor.until(']'));
    cursor.skipBlanks();
    int end = line.indexOf(" [**]", cursor.position());
    if (end < 0) {
      end = line.indexOf(" [Classification:", cursor.position());
    }
    if (end < 0) {
      end = line.indexOf(" [Priority:", cursor.position());
    }
    if (end < 0) {
      throw cursor.expected("a message and behind it [Priority: …]");
    }
    String message = line.substring(cursor.position(), end);
    event.set(RULE_NAME, message.replace("\"", "").strip());
    cursor.moveTo(end + 1);
    if (cursor.skip("[**]")) {
      cursor.skipBlanks();
    }
    bracketed(cursor, event);
    cursor.skipBlanks();
    if (cursor.skip('<')) {
      event.set(OBSERVER_INGRESS_INTERFACE_NAME, cursor.until('>'));
      cursor.skipBlanks();
    }
    if (cursor.skip('{')) {
      Protocols.set(event, cursor.until('}'));
      cursor.skipBlanks();
      end(event, cursor.word(), true);
      cursor.skipBlanks();
      cursor.expect("->");
      cursor.skipBlanks();
      end(event, cursor.word(), false);
    }
  }

  /** {@code [Drop]}, {@code [wDrop]}, {@code [Classification: …]}: what stands in brackets. */
  private static void tag(Cursor cursor, Event event) throws ParseException {
    while (cursor.looksAt("[Drop]") || cursor.looksAt("[wDrop]") || cursor.looksAt("[drop]")) {
      cursor.skip('[');
      action(event, cursor.until(']'));
      cursor.skipBlanks();
    }
  }

  private static void bracketed(Cursor cursor, Event event) throws ParseException {
    while (cursor.skip('[')) {
      String text = cursor.until(']');
      int colon = text.indexOf(':');
      String value = colon < 0 ? "" : text.substring(colon + 1).strip();
      switch (colon < 0 ? text : text.substring(0, colon)) {
        case "Classification" -> event.set(RULE_CATEGORY, value.equals("(null)") ? "" : value);
        case "Priority" -> Values.number(event, EVENT_SEVERITY, value);
        case "AppID" -> event.set(NETWORK_APPLICATION, value);
        default -> {}
      }
      cursor.skip(':');
      cursor.skipBlanks();
    }
  }

  /** {@code 1:2100498:7}: the generator, the signature and its revision. */
  private static void rule(Event event, String text) {
    String[] parts = text.split(":", -1);
    if (parts.length == 3) {
      event.vendor("snort.gid", parts[0]);
      event.set(RULE_ID, parts[1]);
      event.set(RULE_VERSION, parts[2]);
    }
  }

  private static void end(Event event, String text, boolean isSource) {
    EcsField address = isSource ? SOURCE_ADDRESS : DESTINATION_ADDRESS;
    EcsField port = isSource ? SOURCE_PORT : DESTINATION_PORT;
    int colon = text.lastIndexOf(':');
    String before = colon < 0 ? text : text.substring(0, colon);
    // A port behind an IPv6 address without brackets makes it nine groups, or one that is no group.
    boolean hasPort =
        colon > 0
            && Values.number(text.substring(colon + 1)) >= 0
            && (text.indexOf(':') == colon || !IpAddresses.isV6(text) || text.length() - colon > 5);
    if (hasPort) {
      event.set(port, Values.number(text.substring(colon + 1)));
      event.set(address, before);
    } else {
      event.set(address, text);
    }
  }

  private static void action(Event event, String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    event.set(EVENT_ACTION, lower);
    Verdict verdict =
        switch (lower) {
          case "drop", "wdrop", "block", "reject", "would_drop" -> Verdict.DENIED;
          case "allow", "pass", "alert" -> Verdict.ALLOWED;
          default -> Verdict.NONE;
        };
    verdict.set(event);
  }

  /** {@code MM/dd[/yy[yy]]-HH:mm:ss.SSSSSS}; without a year it is the nearest. */
  private static void time(Event event, String text, ParseContext context) {
    int dash = text.indexOf('-');
    long nanos = -1;
    if (dash == 5 || dash == 8 || dash == 10) {
      String month = text.substring(0, 2);
      String day = text.substring(3, 5);
      String year = dash == 5 ? "" : text.substring(6, dash);
      if (dash == 8 && Values.number(month) > 12) {
        // Version 3 puts the year in front.
        year = month;
        month = day;
        day = text.substring(6, 8);
      }
      String time = text.substring(dash + 1);
      String iso = (year.length() == 2 ? "20" + year : year) + "-" + month + "-" + day;
      nanos =
          Timestamps.any(
              NAME,
              year.isEmpty() ? name(month) + " " + day + " " + time : iso + " " + time,
              context);
    }
    if (nanos >= 0) {
      event.set(TIMESTAMP, nanos);
    } else {
      event.vendor("snort.timestamp", text);
    }
  }

  private static String name(String month) {
    int number = (int) Values.number(month);
    return number < 1 || number > 12
        ? "?"
        : "JanFebMarAprMayJunJulAugSepOctNovDec".substring(number * 3 - 3, number * 3);
  }
}
