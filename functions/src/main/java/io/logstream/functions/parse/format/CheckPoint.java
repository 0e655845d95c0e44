package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.parse.FirstCharacters;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;
import java.util.Locale;

/**
 * Check Point's Log Exporter and OPSEC LEA: {@code [action:"Accept"; src:"…"; …]} as its syslog
 * format has it, {@code key=value|key=value} as the generic and the LEA clients write, and its CEF.
 */
@AutoService(Format.class)
public final class CheckPoint implements Format {

  private static final String NAME = "checkpoint";
  static final String CEF = "CEF:0|Check Point|";

  private static final VendorFields KEYS =
      new VendorFields(NAME, "checkpoint")
          .map("time", (event, value, context) -> time(event, TIMESTAMP, value, context))
          .map("rt", (event, value, context) -> time(event, TIMESTAMP, value, context))
          .map("start_time", (event, value, context) -> time(event, EVENT_START, value, context))
          .map("end_time", (event, value, context) -> time(event, EVENT_END, value, context))
          .map("action", (event, value, context) -> action(event, value))
          .map(SOURCE_ADDRESS, "src", "client_ip", "src_ip")
          .map(DESTINATION_ADDRESS, "dst", "dst_ip")
          .map(SOURCE_PORT, "s_port", "src_port")
          .map("service", (event, value, context) -> service(event, value))
          .map("svc", (event, value, context) -> service(event, value))
          .map(DESTINATION_PORT, "d_port")
          .map("service_id", (event, value, context) -> serviceName(event, value))
          .map("proto", (event, value, context) -> Protocols.set(event, value))
          .map(SOURCE_NAT_IP, "xlatesrc")
          .map(DESTINATION_NAT_IP, "xlatedst")
          .map("xlatesport", (event, value, context) -> natPort(event, SOURCE_NAT_PORT, value))
          .map("xlatedport", (event, value, context) -> natPort(event, DESTINATION_NAT_PORT, value))
          .map(SOURCE_BYTES, "sent_bytes", "client_outbound_bytes")
          .map(DESTINATION_BYTES, "received_bytes", "server_outbound_bytes")
          .map(NETWORK_BYTES, "bytes")
          .map(NETWORK_PACKETS, "packets")
          .map(SOURCE_PACKETS, "client_outbound_packets")
          .map(DESTINATION_PACKETS, "server_outbound_packets")
          .map(SOURCE_MAC, "mac_source_address", "src_mac")
          .map(DESTINATION_MAC, "mac_destination_address")
          .map("elapsed", (event, value, context) -> elapsed(event, value))
          .map(OBSERVER_PRODUCT, "product")
          .map("origin", (event, value, context) -> origin(event, value))
          .map("orig", (event, value, context) -> origin(event, value))
          .map(OBSERVER_HOSTNAME, "hostname", "origin_host")
          .map("ifdir", (event, value, context) -> event.set(NETWORK_DIRECTION, value))
          .map("i/f_dir", (event, value, context) -> event.set(NETWORK_DIRECTION, value))
          .map("ifname", (event, value, context) -> iface(event, value))
          .map("i/f_name", (event, value, context) -> iface(event, value))
          .map(OBSERVER_INGRESS_ZONE, "inzone")
          .map(OBSERVER_EGRESS_ZONE, "outzone")
          .map(RULE_NAME, "rule_name", "protection_name")
          .map(RULE_UUID, "rule_uid")
          .map(RULE_ID, "rule", "protection_id")
          .map(RULE_RULESET, "policy_name", "layer_name", "smartdefense_profile")
          .map(RULE_CATEGORY, "protection_type")
          .map(RULE_DESCRIPTION, "attack_info")
          .map(NETWORK_APPLICATION, "appi_name", "app_name")
          .map(USER_NAME, "user", "src_user_name", "administrator", "uname")
          .map(USER_GROUP_NAME, "src_user_group")
          .map(DESTINATION_USER_NAME, "dst_user_name")
          .map(SOURCE_DOMAIN, "src_machine_name")
          .map(DESTINATION_DOMAIN, "dst_machine_name", "dst_domain_name")
          .map(URL_ORIGINAL, "resource", "web_client_url")
          .map(HTTP_REQUEST_METHOD, "method")
          .map(HTTP_REQUEST_REFERRER, "http_referer", "referrer")
          .map(USER_AGENT_ORIGINAL, "user_agent")
          .map(HTTP_RESPONSE_STATUS_CODE, "http_status", "http_response")
          .map(FILE_NAME, "file_name")
          .map(FILE_SIZE, "file_size")
          .map(FILE_TYPE, "file_type")
          .map(FILE_HASH_MD5, "file_md5")
          .map(FILE_HASH_SHA1, "file_sha1")
          .map(FILE_HASH_SHA256, "file_sha256")
          .map(DNS_QUESTION_NAME, "domain_name", "dns_query")
          .map(DNS_QUESTION_TYPE, "dns_type")
          .map(EMAIL_FROM_ADDRESS, "from")
          .map(EMAIL_TO_ADDRESS, "to")
          .map(EMAIL_SUBJECT, "email_subject")
          .map(EMAIL_MESSAGE_ID, "email_message_id")
          .map(PROCESS_NAME, "process_name")
          .map(EVENT_REASON, "reason", "drop_reason")
          .map(EVENT_SEQUENCE, "sequencenum")
          .map(MESSAGE, "message_info", "description", "msg")
          .map("operation", (event, value, context) -> operation(event, value))
          .map("severity", (event, value, context) -> severity(event, value));

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
    return FirstCharacters.LETTERS + "[_";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.startsWith(CEF)) {
      return MARK;
    }
    String program = outer.textOrNull(LOG_SYSLOG_APPNAME);
    if (line.startsWith("[") && line.indexOf(":\"") > 0 && line.indexOf(":\"") < 40) {
      return "CheckPoint".equals(program)
              || line.contains("loguid:\"")
              || line.contains("origin:\"")
          ? MARK
          : NONE;
    }
    int pipe = line.indexOf('|');
    int equals = line.indexOf('=');
    if (pipe < 0
        || equals < 0
        || equals > pipe
        || line.startsWith("CEF")
        || line.startsWith("LEEF")) {
      return NONE;
    }
    return line.contains("|product=")
            || line.contains("|orig=")
            || line.contains("|origin=")
            || line.contains("|i/f_dir=")
            || line.contains("|ifdir=")
        ? MARK
        : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    if (line.startsWith(CEF)) {
      new Cef().parse(line, context, event);
      cef(event);
    } else if (line.startsWith("[")) {
      quoted(line, context, event);
    } else {
      piped(line, context, event);
    }
    Observer.set(event, "Check Point", event.text(OBSERVER_PRODUCT).orElse("Firewall"), "firewall");
    complete(event);
    if (!event.has(MESSAGE)) {
      event.set(MESSAGE, line);
    }
    return null;
  }

  /** {@code [key:"value"; key:"value"]}; a quote in a value stands behind a backslash. */
  private static void quoted(String line, ParseContext context, Event event) throws ParseException {
    int i = 1;
    int pairs = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == ' ' || c == ';') {
        i++;
        continue;
      }
      int colon = line.indexOf(":\"", i);
      if (c == ']' || colon < 0) {
        break;
      }
      String key = line.substring(i, colon);
      int close = KeyValues.closing(line, colon + 2);
      KEYS.take(event, key, KeyValues.unescape(line, colon + 2, close).strip(), context);
      pairs++;
      i = close + 1;
    }
    if (pairs == 0) {
      throw ParseException.expected(NAME, "key:\"value\"", line, 1);
    }
  }

  /** {@code key=value|key=value}; a pipe in a value stands behind a backslash. */
  private static void piped(String line, ParseContext context, Event event) throws ParseException {
    int i = 0;
    int pairs = 0;
    while (i < line.length()) {
      int end = i;
      while (end < line.length()
          && (line.charAt(end) != '|' || end > i && line.charAt(end - 1) == '\\')) {
        end++;
      }
      int equals = Delimited.indexOf(line, '=', i, end);
      if (equals > i) {
        String value = line.substring(equals + 1, end).replace("\\|", "|").strip();
        if (value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")) {
          value = value.substring(1, value.length() - 1);
        }
        KEYS.take(event, line.substring(i, equals).strip(), value, context);
        pairs++;
      }
      i = end + 1;
    }
    if (pairs < 2) {
      throw ParseException.expected(NAME, "key=value|key=value", line, 0);
    }
  }

  private static void cef(Event event) {
    // Check Point writes the rule's name into a labelled string.
    for (int i = 1; i <= 6; i++) {
      if (event.vendorText("cef.cs" + i + "Label").orElse("").equals("Rule Name")) {
        event.set(RULE_NAME, event.vendorText("cef.cs" + i).orElse(""));
      }
    }
    event.vendorText("cef.origin").ifPresent(origin -> origin(event, origin));
    event.vendorText("cef.ifname").ifPresent(name -> iface(event, name));
  }

  private static void complete(Event event) {
    String product = event.text(OBSERVER_PRODUCT).orElse("");
    String action = event.text(EVENT_ACTION).orElse("");
    String lower = product.toLowerCase(Locale.ROOT);
    if (lower.contains("smartconsole")
        || lower.contains("smartdashboard")
        || lower.equals("web_api")
        || event.vendorText("checkpoint.operation").isPresent()) {
      event.set(EVENT_CATEGORY, "configuration");
      event.set(EVENT_TYPE, "change");
      return;
    }
    event.set(EVENT_CATEGORY, "network");
    if (lower.contains("smartdefense") || lower.contains("ips")) {
      event.add(EVENT_CATEGORY, "intrusion_detection");
      event.set(EVENT_KIND, "alert");
    } else if (lower.contains("malware")
        || lower.contains("virus")
        || lower.contains("bot")
        || lower.contains("threat emulation")) {
      event.add(EVENT_CATEGORY, "malware");
      event.set(EVENT_KIND, "alert");
    } else if (lower.contains("url filtering")) {
      event.add(EVENT_CATEGORY, "web");
    } else if (lower.contains("identity") || action.equals("log in") || action.equals("login")) {
      event.add(EVENT_CATEGORY, "authentication");
    }
    if (event.has(SOURCE_ADDRESS) && event.has(DESTINATION_ADDRESS)) {
      event.add(EVENT_TYPE, "connection");
    } else {
      event.add(EVENT_TYPE, "info");
    }
    Verdict.of(action).set(event);
  }

  private static void time(Event event, EcsField field, String value, ParseContext context) {
    long nanos = Timestamps.any(NAME, value, context);
    if (nanos < 0) {
      nanos = shortDate(value, context);
    }
    if (nanos >= 0) {
      event.set(field, nanos);
    } else {
      event.vendor("checkpoint.time", value);
    }
  }

  /** {@code 29Feb2024 12:00:00}, as the old clients write. */
  private static long shortDate(String value, ParseContext context) {
    int letters = 0;
    while (letters < value.length()
        && value.charAt(letters) >= '0'
        && value.charAt(letters) <= '9') {
      letters++;
    }
    return letters > 0 && letters < 3 && value.length() > letters + 8
        ? Timestamps.any(
            NAME,
            value.substring(letters, letters + 3)
                + " "
                + value.substring(0, letters)
                + " "
                + value.substring(letters + 3),
            context)
        : -1;
  }

  private static void action(Event event, String value) {
    event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT));
  }

  private static void operation(Event event, String value) {
    event.vendor("checkpoint.operation", value);
    event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT));
  }

  /** The port by its number, or the service by its name. */
  private static void service(Event event, String value) {
    long port = Values.number(value);
    if (port >= 0) {
      event.set(DESTINATION_PORT, port);
    } else {
      serviceName(event, value);
    }
  }

  private static void serviceName(Event event, String value) {
    event.vendor("checkpoint.service_id", value);
    if (!event.has(NETWORK_PROTOCOL)) {
      event.set(NETWORK_PROTOCOL, value.toLowerCase(Locale.ROOT));
    }
  }

  private static void natPort(Event event, EcsField field, String value) {
    long port = Values.number(value);
    if (port > 0) {
      event.set(field, port);
    }
  }

  /** Seconds, or {@code 0:00:12}. */
  private static void elapsed(Event event, String value) {
    long seconds = 0;
    for (String part : value.split(":", 4)) {
      long number = Values.number(part);
      if (number < 0 || number > 1L << 32) {
        return;
      }
      seconds = seconds * 60 + number;
    }
    event.set(EVENT_DURATION, Math.min(seconds, 1L << 32) * 1_000_000_000L);
  }

  private static void origin(Event event, String value) {
    if (IpAddresses.isAddress(value)) {
      event.add(OBSERVER_IP, value);
    } else {
      event.set(OBSERVER_NAME, value);
    }
  }

  private static void iface(Event event, String value) {
    boolean outbound = "outbound".equals(event.textOrNull(NETWORK_DIRECTION));
    event.set(outbound ? OBSERVER_EGRESS_INTERFACE_NAME : OBSERVER_INGRESS_INTERFACE_NAME, value);
  }

  private static void severity(Event event, String value) {
    if (Values.number(value) >= 0) {
      event.set(EVENT_SEVERITY, Values.number(value));
    } else {
      event.vendor("checkpoint.severity", value);
    }
  }
}
