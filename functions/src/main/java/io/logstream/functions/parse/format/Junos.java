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
import java.util.Locale;

/**
 * Juniper's Junos: the structured form of the SRX ({@code … RT_FLOW - RT_FLOW_SESSION_CLOSE
 * [junos@2636.… source-address="…" …]}) and the plain one ({@code RT_FLOW_SESSION_CLOSE: session
 * closed TCP FIN: 1.2.3.4/5->6.7.8.9/10 …}), and the events of routers and switches, whose layouts
 * are in {@code junos.messages}.
 */
@AutoService(Format.class)
public final class Junos implements Format {

  private static final String NAME = "junos";
  private static final String ELEMENT = "[junos@2636";
  private static final int FARTHEST_ELEMENT = 300;
  private static final int LONGEST_TAG = 64;
  private static final String[] TAGS = {
    "RT_FLOW_",
    "RT_SCREEN_",
    "RT_UTM_",
    "RT_IDP_",
    "WEBFILTER_",
    "AV_",
    "IDP_",
    "APPTRACK_",
    "UI_",
    "SSHD_LOGIN",
    "SNMP_TRAP_LINK_",
    "SNMPD_",
    "LOGIN_",
    "RPD_",
    "CHASSISD_",
    "KMD_",
    "AAMW_",
    "SECINTEL_",
    "ANTISPAM_",
    "CONTENT_FILTERING_",
    "FW_",
    "PFE_",
    "ESWD_",
    "L2ALD_",
    "LACPD_",
    "VCCPD_",
    "AUTHD_",
    "DHCPD_",
    "JADE_",
    "JDHCPD_",
    "LICENSE_",
    "SYSTEM_"
  };

  private static final MessageCatalog MESSAGES = new MessageCatalog(NAME);

  private static final VendorFields KEYS =
      new VendorFields(NAME, "juniper.srx")
          .map(SOURCE_ADDRESS, "source-address", "source-ip")
          .map(DESTINATION_ADDRESS, "destination-address", "destination-ip")
          .map(
              "source", (event, value, context) -> slash(event, value, SOURCE_ADDRESS, SOURCE_PORT))
          .map(
              "destination",
              (event, value, context) -> slash(event, value, DESTINATION_ADDRESS, DESTINATION_PORT))
          .map(SOURCE_PORT, "source-port")
          .map(DESTINATION_PORT, "destination-port")
          .map(
              "nat-source-address",
              (event, value, context) -> nat(event, SOURCE_ADDRESS, SOURCE_NAT_IP, value))
          .map(
              "nat-destination-address",
              (event, value, context) -> nat(event, DESTINATION_ADDRESS, DESTINATION_NAT_IP, value))
          .map(
              "nat-source-port",
              (event, value, context) -> natPort(event, SOURCE_NAT_IP, SOURCE_NAT_PORT, value))
          .map(
              "nat-destination-port",
              (event, value, context) ->
                  natPort(event, DESTINATION_NAT_IP, DESTINATION_NAT_PORT, value))
          .map("protocol-id", (event, value, context) -> Protocols.set(event, value))
          .map("protocol", (event, value, context) -> Protocols.set(event, value))
          .map("protocol-name", (event, value, context) -> Protocols.set(event, value))
          .map(
              "service-name",
              (event, value, context) ->
                  event.set(
                      NETWORK_PROTOCOL, value.equals("None") ? "" : value.replace("junos-", "")))
          .map("application", (event, value, context) -> application(event, value))
          .map(RULE_NAME, "policy-name", "rule-name", "attack-name", "idp-policy")
          .map(OBSERVER_INGRESS_ZONE, "source-zone-name", "source-zone")
          .map(OBSERVER_EGRESS_ZONE, "destination-zone-name", "destination-zone")
          .map(
              OBSERVER_INGRESS_INTERFACE_NAME,
              "packet-incoming-interface",
              "source-interface-name",
              "interface-name",
              "interface")
          .map(OBSERVER_EGRESS_INTERFACE_NAME, "destination-interface-name")
          .map(SOURCE_PACKETS, "packets-from-client")
          .map(SOURCE_BYTES, "bytes-from-client")
          .map(DESTINATION_PACKETS, "packets-from-server")
          .map(DESTINATION_BYTES, "bytes-from-server")
          .map("elapsed-time", (event, value, context) -> elapsed(event, value))
          .map(EVENT_REASON, "reason", "reason-text")
          .map("username", (event, value, context) -> event.set(USER_NAME, given(value)))
          .map("user", (event, value, context) -> event.set(USER_NAME, given(value)))
          .map(PROCESS_COMMAND_LINE, "command")
          .map(URL_ORIGINAL, "url")
          .map(URL_PATH, "obj")
          .map(RULE_CATEGORY, "category")
          .map(FILE_NAME, "filename", "file-name")
          .map("action", (event, value, context) -> action(event, value))
          .map(EVENT_SEVERITY, "severity-number");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean outranksMarks() {
    return true;
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.PROSE + "<";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.startsWith("<")) {
      int element = line.indexOf(ELEMENT);
      return element > 0 && element < FARTHEST_ELEMENT ? MARK : NONE;
    }
    return tag(line, outer).isEmpty() ? NONE : MARK;
  }

  /**
   * The message's tag at the start of the text, or where the syslog header took it for a program.
   */
  private static String tag(String line, Event outer) {
    int colon = line.indexOf(": ");
    if (colon > 4 && colon < LONGEST_TAG && isTag(line.substring(0, colon))) {
      return line.substring(0, colon);
    }
    String program = outer.textOrNull(LOG_SYSLOG_APPNAME);
    return program != null && isTag(program) ? program : "";
  }

  private static boolean isTag(String text) {
    boolean known = false;
    for (String tag : TAGS) {
      known |= text.startsWith(tag);
    }
    for (int i = 0; known && i < text.length(); i++) {
      char c = text.charAt(i);
      known = Character.isUpperCase(c) || Character.isDigit(c) || c == '_';
    }
    return known;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    if (line.startsWith("<")) {
      structured(line, context, event);
      return null;
    }
    String tag = tag(line, event);
    if (tag.isEmpty()) {
      throw ParseException.expected(NAME, "a tag such as RT_FLOW_SESSION_CREATE:", line, 0);
    }
    String text = line.startsWith(tag + ": ") ? line.substring(tag.length() + 2) : line;
    observe(event);
    event.set(EVENT_CODE, tag);
    event.set(MESSAGE, text);
    if (tag.startsWith("RT_FLOW_SESSION")) {
      session(new Cursor(NAME, MessageTemplate.singleBlanks(text)), context, event);
    } else if (!MESSAGES.take(tag, text, KEYS, context, event)) {
      event.set(EVENT_CATEGORY, "host");
      event.set(EVENT_TYPE, "info");
    }
    classify(tag, event);
    return null;
  }

  private static void observe(Event event) {
    Observer.set(event, "Juniper", "SRX", "firewall");
  }

  private static void structured(String line, ParseContext context, Event event)
      throws ParseException {
    int element = line.indexOf(ELEMENT);
    if (element < 0) {
      throw ParseException.expected(NAME, ELEMENT, line, 0);
    }
    new SyslogRfc5424().parse(line.substring(0, element) + "-", context, event);
    int blank = line.indexOf(' ', element);
    if (blank < 0) {
      throw ParseException.expected(NAME, "name=\"value\"", line, element);
    }
    int end = line.lastIndexOf(']');
    String tag = event.text(LOG_SYSLOG_MSGID).orElse("");
    observe(event);
    event.set(EVENT_CODE, tag);
    KeyValues.read(
        line.substring(blank, Math.max(blank, end)),
        0,
        new KeyValues.Sink() {
          @Override
          public void pair(String key, String value) {
            KEYS.take(event, key, given(value), context);
          }
        });
    String message = end < 0 ? "" : line.substring(end + 1).strip();
    event.set(MESSAGE, message.isEmpty() ? tag : message);
    classify(tag, event);
  }

  private static String given(String value) {
    return value.equals("UNKNOWN") ? "" : Values.given(value);
  }

  private static void classify(String tag, Event event) {
    if (tag.startsWith("RT_FLOW_SESSION") || tag.startsWith("APPTRACK_SESSION")) {
      event.set(EVENT_CATEGORY, "network");
      event.set(EVENT_TYPE, "connection");
      if (tag.contains("CREATE")) {
        event.add(EVENT_TYPE, "start");
      } else if (tag.contains("CLOSE")) {
        event.add(EVENT_TYPE, "end");
      }
      (tag.contains("DENY") ? Verdict.DENIED : Verdict.ALLOWED).set(event);
      event.set(
          EVENT_ACTION,
          tag.contains("DENY")
              ? "flow_deny"
              : tag.contains("CLOSE") ? "flow_close" : "flow_started");
    } else if (tag.startsWith("RT_SCREEN") || tag.startsWith("IDP_") || tag.startsWith("RT_IDP")) {
      alert(event, "intrusion_detection");
    } else if (tag.startsWith("AV_") || tag.startsWith("AAMW_") || tag.startsWith("SECINTEL_")) {
      alert(event, "malware");
    } else if (tag.startsWith("WEBFILTER_")) {
      event.set(EVENT_CATEGORY, "network");
      event.add(EVENT_CATEGORY, "web");
      event.set(EVENT_TYPE, "access");
      (tag.contains("BLOCKED") ? Verdict.DENIED : Verdict.ALLOWED).set(event);
    }
    if (!event.has(EVENT_CATEGORY)) {
      event.set(EVENT_CATEGORY, "host");
      event.set(EVENT_TYPE, "info");
    }
  }

  private static void alert(Event event, String category) {
    event.set(EVENT_KIND, "alert");
    event.set(EVENT_CATEGORY, "network");
    event.add(EVENT_CATEGORY, category);
    event.set(EVENT_TYPE, "info");
    Verdict.of(event.text(EVENT_ACTION).orElse("")).set(event);
  }

  /**
   * {@code session closed TCP FIN: SRC->DST 0x0 SERVICE NAT->NAT 0x0 … PROTOCOL POLICY ZONE ZONE ID
   * …}.
   */
  private static void session(Cursor cursor, ParseContext context, Event event)
      throws ParseException {
    cursor.expect("session ");
    String state = cursor.word();
    cursor.expect(' ');
    if (state.equals("closed")) {
      event.set(EVENT_REASON, cursor.until(": "));
    }
    pair(cursor.word(), event, false);
    cursor.skipBlanks();
    skipTag(cursor);
    KEYS.take(event, "service-name", cursor.word(), context);
    cursor.expect(' ');
    if (!state.equals("denied")) {
      pair(cursor.word(), event, true);
      cursor.skipBlanks();
      skipTag(cursor);
    }
    String[] words = cursor.rest().split(" ", -1);
    int protocol = protocol(words);
    if (protocol < 0) {
      return;
    }
    int parenthesis = words[protocol].indexOf('(');
    Protocols.set(
        event, parenthesis < 0 ? words[protocol] : words[protocol].substring(0, parenthesis));
    KEYS.take(event, "policy-name", word(words, protocol + 1), context);
    KEYS.take(event, "source-zone-name", word(words, protocol + 2), context);
    KEYS.take(event, "destination-zone-name", word(words, protocol + 3), context);
    if (!state.equals("denied")) {
      event.vendor("juniper.srx.session-id", word(words, protocol + 4));
    }
    if (state.equals("closed")) {
      counts(word(words, protocol + 5), SOURCE_PACKETS, SOURCE_BYTES, event);
      counts(word(words, protocol + 6), DESTINATION_PACKETS, DESTINATION_BYTES, event);
      elapsed(event, word(words, protocol + 7));
    }
    for (String word : words) {
      if (word.startsWith("ge-")
          || word.startsWith("xe-")
          || word.startsWith("reth")
          || word.startsWith("et-")
          || word.startsWith("fe-")
          || word.startsWith("irb")) {
        event.set(OBSERVER_INGRESS_INTERFACE_NAME, word);
      }
    }
  }

  private static String word(String[] words, int i) {
    return i < words.length ? given(words[i]) : "";
  }

  /**
   * The first word that is a protocol's number, in front of which the translation's rules stand.
   */
  private static int protocol(String[] words) {
    for (int i = 0; i < words.length && i < 12; i++) {
      int end = words[i].indexOf('(');
      long number = Values.number(end < 0 ? words[i] : words[i].substring(0, end));
      if (number >= 0 && number <= 255) {
        return i;
      }
    }
    return -1;
  }

  private static void skipTag(Cursor cursor) throws ParseException {
    if (cursor.looksAt("0x")) {
      cursor.word();
      cursor.skipBlanks();
    }
  }

  /** {@code ADDRESS/PORT->ADDRESS/PORT}, real or translated. */
  private static void pair(String text, Event event, boolean translated) {
    int arrow = text.indexOf("->");
    if (arrow < 0) {
      return;
    }
    String from = text.substring(0, arrow);
    String to = text.substring(arrow + 2);
    if (!translated) {
      slash(event, from, SOURCE_ADDRESS, SOURCE_PORT);
      slash(event, to, DESTINATION_ADDRESS, DESTINATION_PORT);
      return;
    }
    int port = from.lastIndexOf('/');
    nat(event, SOURCE_ADDRESS, SOURCE_NAT_IP, port < 0 ? from : from.substring(0, port));
    natPort(event, SOURCE_NAT_IP, SOURCE_NAT_PORT, from.substring(port + 1));
    int toPort = to.lastIndexOf('/');
    nat(event, DESTINATION_ADDRESS, DESTINATION_NAT_IP, toPort < 0 ? to : to.substring(0, toPort));
    natPort(event, DESTINATION_NAT_IP, DESTINATION_NAT_PORT, to.substring(toPort + 1));
  }

  /** {@code ADDRESS/PORT}, {@code ADDRESS:PORT}, {@code ADDRESS(PORT)}. */
  private static void slash(Event event, String text, EcsField address, EcsField port) {
    String bare = text.endsWith(")") ? text.substring(0, text.length() - 1) : text;
    int slash = bare.lastIndexOf('/');
    if (slash < 0) {
      slash = bare.lastIndexOf('(');
    }
    if (slash > 0) {
      event.set(address, bare.substring(0, slash));
      Values.number(event, port, bare.substring(slash + 1));
    } else {
      Values.hostPort(event, address, port, bare);
    }
  }

  private static void nat(Event event, EcsField real, EcsField translated, String value) {
    if (!value.equals(event.textOrNull(real))) {
      event.set(translated, value);
    }
  }

  private static void natPort(Event event, EcsField translated, EcsField port, String value) {
    if (event.has(translated)) {
      Values.number(event, port, value);
    }
  }

  private static void counts(String text, EcsField packets, EcsField bytes, Event event) {
    int open = text.indexOf('(');
    if (open > 0 && text.endsWith(")")) {
      Values.number(event, packets, text.substring(0, open));
      Values.number(event, bytes, text.substring(open + 1, text.length() - 1));
    }
  }

  private static void elapsed(Event event, String value) {
    long seconds = Values.number(value);
    if (seconds >= 0 && seconds < 1L << 32) {
      event.set(EVENT_DURATION, seconds * 1_000_000_000L);
    }
  }

  private static void application(Event event, String value) {
    event.set(NETWORK_APPLICATION, given(value));
  }

  private static void action(Event event, String value) {
    event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT));
  }
}
