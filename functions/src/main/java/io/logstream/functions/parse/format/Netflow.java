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
import io.logstream.functions.parse.StreamHeader;
import io.logstream.functions.parse.Timestamps;
import java.util.List;
import java.util.Locale;

/**
 * Flow records: Argus' binetflow (commas or tabs, with its header line or without), NetFlow and
 * IPFIX in JSON under the names of the collectors (Logstash, nProbe, pmacct, goflow2, nfdump,
 * super_mediator and the IANA elements), and YAF's yafscii in prose and in columns.
 */
@AutoService(Format.class)
public final class Netflow implements Format {

  private static final String NAME = "netflow";

  /** The columns of binetflow as the ra client writes them by default. */
  private static final List<String> BINETFLOW =
      List.of(
          "starttime",
          "dur",
          "proto",
          "srcaddr",
          "sport",
          "dir",
          "dstaddr",
          "dport",
          "state",
          "stos",
          "dtos",
          "totpkts",
          "totbytes",
          "srcbytes",
          "label");

  /** The columns of yafscii's tabular output. */
  private static final List<String> YAF =
      List.of(
          "start",
          "end",
          "yafduration",
          "rtt",
          "proto",
          "srcaddr",
          "sport",
          "dstaddr",
          "dport",
          "iflags",
          "uflags",
          "riflags",
          "ruflags",
          "isn",
          "risn",
          "tag",
          "rtag",
          "pkt",
          "oct",
          "rpkt",
          "roct",
          "app",
          "endreason");

  /** Names without case, underscores and the collector's own prefix. */
  private static final VendorFields NAMES =
      new VendorFields(NAME, "netflow")
          .map(
              SOURCE_ADDRESS,
              "srcaddr",
              "ipv4srcaddr",
              "ipv6srcaddr",
              "ipsrc",
              "src4addr",
              "src6addr",
              "sourceipv4address",
              "sourceipv6address",
              "srcip",
              "srchost")
          .map(
              DESTINATION_ADDRESS,
              "dstaddr",
              "ipv4dstaddr",
              "ipv6dstaddr",
              "ipdst",
              "dst4addr",
              "dst6addr",
              "destinationipv4address",
              "destinationipv6address",
              "dstip",
              "dsthost")
          .map("sport", (event, value, context) -> port(event, SOURCE_PORT, value))
          .map("dport", (event, value, context) -> port(event, DESTINATION_PORT, value))
          .map(
              SOURCE_PORT,
              "l4srcport",
              "portsrc",
              "srcport",
              "sourcetransportport",
              "udpsrcport",
              "tcpsrcport")
          .map(
              DESTINATION_PORT,
              "l4dstport",
              "portdst",
              "dstport",
              "destinationtransportport",
              "udpdstport",
              "tcpdstport")
          .map("proto", (event, value, context) -> protocol(event, value))
          .map("protocol", (event, value, context) -> protocol(event, value))
          .map("ipproto", (event, value, context) -> protocol(event, value))
          .map("protocolidentifier", (event, value, context) -> protocol(event, value))
          .map(
              SOURCE_BYTES,
              "srcbytes",
              "inbytes",
              "bytes",
              "octetdeltacount",
              "octettotalcount",
              "oct",
              "doctets")
          .map(
              DESTINATION_BYTES,
              "dstbytes",
              "outbytes",
              "reverseoctetdeltacount",
              "reverseoctettotalcount",
              "roct",
              "postoctetdeltacount")
          .map(
              SOURCE_PACKETS,
              "srcpkts",
              "inpkts",
              "packets",
              "inpackets",
              "packetdeltacount",
              "packettotalcount",
              "pkt",
              "dpkts")
          .map(
              DESTINATION_PACKETS,
              "dstpkts",
              "outpkts",
              "outpackets",
              "reversepacketdeltacount",
              "reversepackettotalcount",
              "rpkt")
          .map(NETWORK_BYTES, "totbytes")
          .map(NETWORK_PACKETS, "totpkts")
          .map("starttime", (event, value, context) -> date(event, EVENT_START, value, context))
          .map("lasttime", (event, value, context) -> date(event, EVENT_END, value, context))
          .map("start", (event, value, context) -> date(event, EVENT_START, value, context))
          .map("end", (event, value, context) -> date(event, EVENT_END, value, context))
          .map(
              EVENT_START,
              "first",
              "tfirst",
              "firstswitched",
              "flowstartmilliseconds",
              "flowstartseconds",
              "flowstartmicroseconds",
              "flowstartnanoseconds",
              "stamp_inserted",
              "timestampstart",
              "timeflowstartns",
              "timeflowstart",
              "flowstart")
          .map(
              EVENT_END,
              "last",
              "tlast",
              "lastswitched",
              "flowendmilliseconds",
              "flowendseconds",
              "flowendmicroseconds",
              "flowendnanoseconds",
              "timestampend",
              "timeflowendns",
              "timeflowend",
              "flowend")
          .map(TIMESTAMP, "timestamp", "@timestamp", "received", "timereceivedns", "timereceived")
          .map("dur", (event, value, context) -> seconds(event, value))
          .map("yafduration", (event, value, context) -> seconds(event, value))
          .map(EVENT_REASON, "endreason", "flowendreason")
          .map(NETWORK_VLAN_ID, "srcvlan", "vlanid", "vlan", "dot1qvlanid")
          .map(SOURCE_MAC, "insrcmac", "srcmac", "macsrc", "sourcemacaddress", "insrcmacaddress")
          .map(
              DESTINATION_MAC, "indstmac", "dstmac", "macdst", "destinationmacaddress", "outdstmac")
          .map(SOURCE_AS_NUMBER, "srcas", "assrc", "bgpsourceasnumber")
          .map(DESTINATION_AS_NUMBER, "dstas", "asdst", "bgpdestinationasnumber")
          .map(SOURCE_NAT_IP, "postnatsourceipv4address", "natsrcip", "xlatesrcaddripv4")
          .map(DESTINATION_NAT_IP, "postnatdestinationipv4address", "natdstip", "xlatedstaddripv4")
          .map(SOURCE_NAT_PORT, "postnaptsourcetransportport", "natsrcport", "xlatesrcport")
          .map(
              DESTINATION_NAT_PORT,
              "postnaptdestinationtransportport",
              "natdstport",
              "xlatedstport")
          .map(
              OBSERVER_INGRESS_INTERFACE_NAME,
              "inputsnmp",
              "inif",
              "ingressinterface",
              "ifacein",
              "inputsnmpindex")
          .map(
              OBSERVER_EGRESS_INTERFACE_NAME,
              "outputsnmp",
              "outif",
              "egressinterface",
              "ifaceout",
              "outputsnmpindex")
          .map(
              OBSERVER_IP,
              "exporteraddress",
              "sampleraddress",
              "exporteripv4address",
              "peeripsrc",
              "host")
          .map(NETWORK_COMMUNITY_ID, "communityid")
          .map(NETWORK_APPLICATION, "applicationname", "l7protoname")
          .map(DNS_QUESTION_NAME, "dnsquery")
          .map(URL_DOMAIN, "httphost", "httphostname")
          .map(TLS_CLIENT_SERVER_NAME, "sslservername", "tlssni");

  /** One of these is in each mark: other lines are looked through half as often. */
  private static final String[] IN_JSON_MARKS = {
    "src", "SRC_", "sourceIPv", "NETFLOW_V", "IPFIX", "SFLOW_5", "flow_start"
  };

  private static final String[] JSON_MARKS = {
    "\"ipv4_src_addr\"",
    "\"IPV4_SRC_ADDR\"",
    "\"IPV6_SRC_ADDR\"",
    "\"ipv6_src_addr\"",
    "\"sourceIPv4Address\"",
    "\"sourceIPv6Address\"",
    "\"src4_addr\"",
    "\"src6_addr\"",
    "\"ip_src\"",
    "\"NETFLOW_V",
    "\"IPFIX\"",
    "\"SFLOW_5\"",
    "\"time_flow_start",
    "\"L4_SRC_PORT\""
  };
  private static final int JSON_LOOKED_AT = 1500;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.LETTERS + FirstCharacters.DIGITS + "{#";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.startsWith("{")) {
      return hasJsonMark(line) ? FIELDS : NONE;
    }
    if (isHeader(line)) {
      return MARK;
    }
    if (line.length() < 40 || !Cursor.isDigit(line.charAt(0)) || line.charAt(13) != ':') {
      return NONE;
    }
    if (line.charAt(4) == '/') {
      char separator = separator(line);
      return line.indexOf(separator) == 26 && isBinetflow(line, separator) ? FIELDS : NONE;
    }
    if (line.charAt(4) != '-') {
      return NONE;
    }
    if (line.indexOf('|') == 23) {
      return Delimited.count(line, '|', 40) >= 20 ? FIELDS : NONE;
    }
    return line.indexOf(" => ") > 0 && line.indexOf('(') > 0 ? FIELDS : NONE;
  }

  @Override
  public int fit(String line, Event outer, StreamHeader header) {
    int columns = header.columns(NAME).size();
    if (columns > 0
        && !line.startsWith("{")
        && Delimited.count(line, separator(line), columns) == columns - 1
        && Cursor.isDigit(line.isEmpty() ? ' ' : line.charAt(0))) {
      return MARK;
    }
    return fit(line, outer);
  }

  private static boolean hasJsonMark(String line) {
    for (String part : IN_JSON_MARKS) {
      if (line.contains(part)) {
        for (String mark : JSON_MARKS) {
          int at = line.indexOf(mark);
          if (at > 0 && at < JSON_LOOKED_AT) {
            return true;
          }
        }
        return false;
      }
    }
    return false;
  }

  private static boolean isHeader(String line) {
    return line.startsWith("StartTime,")
        || line.startsWith("StartTime\t")
        || line.startsWith("SrcAddr,")
        || line.startsWith("start-time|");
  }

  private static char separator(String line) {
    return line.indexOf('\t') > 0 ? '\t' : ',';
  }

  /** A time, a duration, a protocol and an address in front. */
  private static boolean isBinetflow(String line, char separator) {
    int duration = line.indexOf(separator, 27);
    int protocol = duration < 0 ? -1 : line.indexOf(separator, duration + 1);
    return protocol > 0
        && Values.seconds(line.substring(27, duration)) >= 0
        && protocol - duration < 16
        && Delimited.count(line, separator, 40) >= 10;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    return parse(line, context, new StreamHeader(), event);
  }

  @Override
  public String parse(String line, ParseContext context, StreamHeader header, Event event)
      throws ParseException {
    if (isHeader(line)) {
      char separator = line.indexOf('|') > 0 ? '|' : separator(line);
      header.setColumns(
          NAME, Delimited.split(line, separator).stream().map(Netflow::plain).toList());
      event.set(MESSAGE, line);
      return null;
    }
    if (line.startsWith("{")) {
      JsonLeaves.visit(NAME, line, new Flat(event, context));
    } else if (line.indexOf('|') > 0) {
      columns(line, '|', YAF, context, event);
    } else if (line.indexOf(" => ") > 0) {
      YafText.read(new Cursor(NAME, line), context, event);
    } else {
      char separator = separator(line);
      List<String> names = header.columns(NAME);
      columns(line, separator, names.isEmpty() ? BINETFLOW : names, context, event);
    }
    complete(event);
    return null;
  }

  private static void columns(
      String line, char separator, List<String> names, ParseContext context, Event event)
      throws ParseException {
    List<String> values = Delimited.split(line, separator);
    if (values.size() < 8) {
      throw ParseException.expected(NAME, "a flow record of eight values or more", line, 0);
    }
    List<String> known =
        names.size() == values.size() || separator == '|' ? names : fitting(values);
    for (int i = 0; i < values.size(); i++) {
      String name = i < known.size() ? known.get(i) : "column" + (i + 1);
      NAMES.take(event, name, values.get(i).strip(), context);
    }
  }

  /**
   * The columns of a binetflow record without header: version 3 with fifteen, without a label
   * fourteen, and the variant that counts the source's packets last.
   */
  private static List<String> fitting(List<String> values) {
    if (values.size() == 15
        && Values.number(values.get(9)) < 0
        && values.get(9).isEmpty()
        && Values.number(values.get(13)) >= 0
        && values.get(14).startsWith("flow=")
        && Values.number(values.get(12)) >= Values.number(values.get(13))
        && !values.get(10).isEmpty()) {
      return List.of(
          "starttime",
          "dur",
          "proto",
          "srcaddr",
          "sport",
          "dir",
          "dstaddr",
          "dport",
          "state",
          "stos",
          "totpkts",
          "totbytes",
          "srcbytes",
          "srcpkts",
          "label");
    }
    return BINETFLOW;
  }

  private static String plain(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_' && c != '-' && c != ' ') {
        plain.append(Character.toLowerCase(c));
      }
    }
    return plain.toString();
  }

  /** Takes the leaves of a JSON record by the last part of their path. */
  private static final class Flat extends JsonLeaves.Into {

    private final Event event;
    private final ParseContext context;

    Flat(Event event, ParseContext context) {
      super(NAMES, event, context);
      this.event = event;
      this.context = context;
    }

    private static String name(String path) {
      return plain(path.substring(path.lastIndexOf('.') + 1));
    }

    private static String own(String path) {
      return path.startsWith("netflow.") ? path.substring(8) : path;
    }

    @Override
    public void text(String path, String value) {
      String name = name(path);
      NAMES.take(event, NAMES.knows(name) ? name : own(path), value, context);
    }

    @Override
    public void number(String path, String value) {
      String name = name(path);
      if (NAMES.knows(name)) {
        NAMES.take(event, name, value, context);
      } else {
        super.number(own(path), value);
      }
    }

    @Override
    public void flag(String path, boolean value) {
      super.flag(own(path), value);
    }

    @Override
    public void list(String path, List<String> values, String json) {
      super.list(own(path), values, json);
    }
  }

  private static void complete(Event event) throws ParseException {
    if (!event.has(SOURCE_ADDRESS) && !event.has(DESTINATION_ADDRESS)) {
      throw new ParseException(NAME + ": expected a flow's source or destination, found neither");
    }
    if (event.has(EVENT_START) && !event.has(EVENT_END) && event.has(EVENT_DURATION)) {
      event.set(EVENT_END, event.number(EVENT_START, 0) + event.number(EVENT_DURATION, 0));
    }
    if (event.has(EVENT_START) && event.has(EVENT_END) && !event.has(EVENT_DURATION)) {
      long duration = event.number(EVENT_END, 0) - event.number(EVENT_START, 0);
      if (duration >= 0) {
        event.set(EVENT_DURATION, duration);
      }
    }
    if (!event.has(TIMESTAMP)) {
      EcsField time = event.has(EVENT_START) ? EVENT_START : EVENT_END;
      if (event.has(time)) {
        event.set(TIMESTAMP, event.number(time, 0));
      }
    }
    rest(event, NETWORK_BYTES, SOURCE_BYTES, DESTINATION_BYTES);
    rest(event, NETWORK_PACKETS, SOURCE_PACKETS, DESTINATION_PACKETS);
    event.set(EVENT_CATEGORY, "network");
    event.set(EVENT_TYPE, "connection");
    String source = event.text(SOURCE_ADDRESS).orElse("?");
    String destination = event.text(DESTINATION_ADDRESS).orElse("?");
    event.set(MESSAGE, "flow " + source + " → " + destination);
  }

  /** What of the total the source did not send came from the destination. */
  private static void rest(Event event, EcsField total, EcsField one, EcsField other) {
    if (event.has(total) && event.has(one) && !event.has(other)) {
      long rest = event.number(total, 0) - event.number(one, 0);
      if (rest >= 0) {
        event.set(other, rest);
      }
    }
  }

  /** Argus writes the ports of ICMP in hexadecimal, its type and code. */
  private static void port(Event event, EcsField port, String value) {
    if (value.startsWith("0x") && value.length() <= 6) {
      try {
        event.set(port, Integer.parseInt(value.substring(2), 16));
      } catch (NumberFormatException e) {
        event.vendor("netflow.port", value);
      }
    } else {
      Values.number(event, port, value);
    }
  }

  private static void protocol(Event event, String value) {
    if (value.equalsIgnoreCase("arp") || value.equalsIgnoreCase("llc")) {
      event.set(NETWORK_PROTOCOL, value.toLowerCase(Locale.ROOT));
    }
    Protocols.set(event, value);
  }

  private static void date(Event event, EcsField field, String value, ParseContext context) {
    long nanos = Timestamps.any(NAME, value, context);
    if (nanos < 0) {
      nanos = Timestamps.epochSeconds(value);
    }
    if (nanos >= 0) {
      event.set(field, nanos);
    }
  }

  private static void seconds(Event event, String value) {
    long nanos = Values.seconds(value);
    if (nanos >= 0) {
      event.set(EVENT_DURATION, nanos);
    }
  }

  /**
   * YAF in prose: {@code 2024-02-29 12:00:00.000 - 12:00:01.000 (1.000 sec) tcp 1.2.3.4:5 =>
   * 6.7.8.9:10 0a1b2c3d:0a1b2c3e S/APF:AS/APF (5/500 <-> 4/400) rtt 3 ms}.
   */
  private static final class YafText {

    private YafText() {}

    static void read(Cursor cursor, ParseContext context, Event event) throws ParseException {
      event.set(EVENT_START, Timestamps.iso(cursor, context));
      cursor.skipBlanks();
      if (cursor.skip("- ")) {
        cursor.until('(');
        seconds(event, cursor.word());
        cursor.until(')');
        cursor.skipBlanks();
      }
      protocol(event, cursor.word());
      cursor.skipBlanks();
      endpoint(event, cursor.word(), true);
      cursor.skipBlanks();
      cursor.expect("=>");
      cursor.skipBlanks();
      endpoint(event, cursor.word(), false);
      cursor.skipBlanks();
      String flags = cursor.until('(').strip();
      event.vendor("netflow.flags", flags);
      counts(cursor.until(')'), event);
      cursor.skipBlanks();
      String rest = cursor.rest().strip();
      if (rest.startsWith("rtt ")) {
        event.vendor("netflow.rtt", rest.substring(4));
      } else {
        event.set(EVENT_REASON, rest);
      }
    }

    /** {@code 5/500 ->}, {@code 5/500 <-> 4/400}. */
    private static void counts(String text, Event event) {
      int arrow = text.indexOf("->");
      String forward = (arrow < 0 ? text : text.substring(0, arrow)).replace("<", "").strip();
      String reverse = arrow < 0 ? "" : text.substring(arrow + 2).strip();
      count(forward, SOURCE_PACKETS, SOURCE_BYTES, event);
      count(reverse, DESTINATION_PACKETS, DESTINATION_BYTES, event);
    }

    private static void count(String text, EcsField packets, EcsField bytes, Event event) {
      int slash = text.indexOf('/');
      if (slash > 0) {
        Values.number(event, packets, text.substring(0, slash));
        Values.number(event, bytes, text.substring(slash + 1));
      }
    }

    private static void endpoint(Event event, String text, boolean isSource) {
      EcsField address = isSource ? SOURCE_ADDRESS : DESTINATION_ADDRESS;
      if (IpAddresses.isAddress(text)) {
        event.set(address, text);
      } else {
        int colon = text.lastIndexOf(':');
        event.set(address, colon < 0 ? text : text.substring(0, colon));
        Values.number(event, isSource ? SOURCE_PORT : DESTINATION_PORT, text.substring(colon + 1));
      }
    }
  }
}
