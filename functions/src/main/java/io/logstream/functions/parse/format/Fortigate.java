package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.FirstCharacters;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;
import java.util.Locale;

/**
 * Fortinet's FortiGate (FortiOS 5 to 7): {@code date=2024-02-29 time=12:00:00 devname="fw1"
 * logid="0000000013" type="traffic" …}, with blanks or with commas between: traffic, utm and event
 * logs. Its CEF is the CEF format's.
 */
@AutoService(Format.class)
public final class Fortigate implements Format {

  private static final String NAME = "fortigate";

  private static final VendorFields KEYS =
      new VendorFields(NAME, "fortinet.firewall")
          .map(OBSERVER_NAME, "devname")
          .map(OBSERVER_SERIAL_NUMBER, "devid")
          .map(EVENT_CODE, "logid", "log_id")
          .map(LOG_LEVEL, "level", "pri")
          .map(SOURCE_ADDRESS, "srcip", "src")
          .map(SOURCE_PORT, "srcport", "src_port")
          .map(DESTINATION_ADDRESS, "dstip", "dst")
          .map(DESTINATION_PORT, "dstport", "dst_port")
          .map(SOURCE_DOMAIN, "srcname", "srcdomain")
          .map(DESTINATION_DOMAIN, "dstname")
          .map(SOURCE_MAC, "srcmac", "mastersrcmac", "mac")
          .map(DESTINATION_MAC, "dstmac", "masterdstmac")
          .map(SOURCE_BYTES, "sentbyte", "sent")
          .map(DESTINATION_BYTES, "rcvdbyte", "rcvd")
          .map(SOURCE_PACKETS, "sentpkt")
          .map(DESTINATION_PACKETS, "rcvdpkt")
          .map(SOURCE_NAT_IP, "transip")
          .map(SOURCE_NAT_PORT, "transport")
          .map(DESTINATION_NAT_IP, "tranip")
          .map(DESTINATION_NAT_PORT, "tranport")
          .map(SOURCE_GEO_COUNTRY_NAME, "srccountry")
          .map(DESTINATION_GEO_COUNTRY_NAME, "dstcountry")
          .map(SOURCE_AS_NUMBER, "srcasn")
          .map(DESTINATION_AS_NUMBER, "dstasn")
          .map(OBSERVER_INGRESS_INTERFACE_NAME, "srcintf", "src_int")
          .map(OBSERVER_EGRESS_INTERFACE_NAME, "dstintf", "dst_int")
          .map(OBSERVER_INGRESS_ZONE, "srcintfrole")
          .map(OBSERVER_EGRESS_ZONE, "dstintfrole")
          .map(NETWORK_VLAN_ID, "vlanid")
          .map("proto", (event, value, context) -> Protocols.set(event, value))
          .map("service", (event, value, context) -> service(event, value))
          .map(NETWORK_APPLICATION, "app", "appname")
          .map(RULE_ID, "policyid")
          .map(RULE_NAME, "policyname")
          .map(RULE_UUID, "poluuid")
          .map(RULE_RULESET, "policytype", "profile")
          .map(RULE_NAME, "attack", "virus", "signame")
          .map(RULE_CATEGORY, "catdesc")
          .map("duration", (event, value, context) -> duration(event, value))
          .map(USER_NAME, "user", "unauthuser", "xauthuser", "login")
          .map(USER_GROUP_NAME, "group", "xauthgroup")
          .map(DESTINATION_USER_NAME, "dstuser", "dstunauthuser")
          .map(URL_DOMAIN, "hostname")
          .map(URL_ORIGINAL, "url")
          .map(HTTP_REQUEST_METHOD, "httpmethod")
          .map(HTTP_REQUEST_REFERRER, "referralurl")
          .map(USER_AGENT_ORIGINAL, "agent")
          .map(FILE_NAME, "filename", "file")
          .map(FILE_SIZE, "filesize")
          .map(FILE_TYPE, "filetype")
          .map("filehash", (event, value, context) -> Cef.hash(event, value))
          .map("analyticscksum", (event, value, context) -> Cef.hash(event, value))
          .map(DNS_QUESTION_NAME, "qname")
          .map(DNS_QUESTION_TYPE, "qtype")
          .map(DNS_QUESTION_CLASS, "qclass")
          .map(DNS_ID, "xid")
          .map(
              "ipaddr",
              (event, value, context) -> {
                for (String ip : value.split("[, ]+")) {
                  Values.set(event, DNS_RESOLVED_IP, ip, NAME, context);
                }
              })
          .map(EMAIL_FROM_ADDRESS, "from")
          .map(EMAIL_TO_ADDRESS, "to", "recipient")
          .map(EMAIL_SENDER_ADDRESS, "sender")
          .map(EMAIL_SUBJECT, "subject")
          .map(TLS_CLIENT_SERVER_NAME, "sni")
          .map(HOST_HOSTNAME, "dhcp_host")
          .map(EVENT_REASON, "reason")
          .map(MESSAGE, "msg")
          .map("action", (event, value, context) -> event.set(EVENT_ACTION, value))
          .map("direction", (event, value, context) -> direction(event, value))
          .map("remip", (event, value, context) -> remote(event, value))
          .map("locip", (event, value, context) -> local(event, value))
          .map(SOURCE_PORT, "remport")
          .map(DESTINATION_PORT, "locport");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.LETTERS + FirstCharacters.DIGITS + "_";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.indexOf('=') < 0 || line.startsWith("{")) {
      return NONE;
    }
    // What other lines lack first, so that they cost least.
    boolean isIt =
        KeyValues.hasKey(line, "subtype=", 500)
            && (KeyValues.hasKey(line, "logid=", 400) || KeyValues.hasKey(line, "log_id=", 400))
            && KeyValues.hasKey(line, "type=", 500)
            && (KeyValues.hasKey(line, "date=", 80)
                || KeyValues.hasKey(line, "devid=", 300)
                || KeyValues.hasKey(line, "devname=", 300)
                || KeyValues.hasKey(line, "device_id=", 300));
    return isIt ? MARK : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    int first = line.indexOf('=');
    if (first < 0) {
      throw ParseException.expected(NAME, "key=value", line, 0);
    }
    int start = line.lastIndexOf(' ', first) + 1;
    String[] time = {"", "", "", ""};
    KeyValues.read(
        line,
        start,
        new KeyValues.Sink() {
          @Override
          public void pair(String key, String value) {
            switch (key) {
              case "date" -> time[0] = value;
              case "time" -> time[1] = value;
              case "tz" -> time[2] = value;
              case "eventtime" -> time[3] = value;
              default -> KEYS.take(event, key, Values.given(value), context);
            }
          }
        });
    if (!event.has(EVENT_CODE) && time[0].isEmpty()) {
      throw ParseException.expected(NAME, "date=… or logid=…", line, start);
    }
    time(time, context, event);
    complete(event);
    if (!event.has(MESSAGE)) {
      event.set(MESSAGE, line);
    }
    return null;
  }

  /** The date and the time of day with their zone; more exact is {@code eventtime}, in its unit. */
  private static void time(String[] time, ParseContext context, Event event) {
    long exact = Timestamps.epoch(time[3]);
    long nanos = exact;
    if (nanos < 0 && !time[0].isEmpty()) {
      nanos = Timestamps.any(NAME, time[0] + " " + time[1] + time[2], context);
    }
    if (nanos >= 0) {
      event.set(TIMESTAMP, nanos);
    }
    event.set(EVENT_TIMEZONE, time[2]);
  }

  private static void complete(Event event) {
    Observer.set(event, "Fortinet", "Fortigate", "firewall");
    String type = event.vendorText("fortinet.firewall.type").orElse("");
    String subtype = event.vendorText("fortinet.firewall.subtype").orElse("");
    switch (type) {
      case "traffic" -> traffic(event);
      case "utm", "ips", "virus", "webfilter", "app-ctrl", "dlp", "dns" -> utm(event, subtype);
      default -> system(event, subtype);
    }
    if (event.has(EVENT_DURATION) && event.has(TIMESTAMP)) {
      event.set(EVENT_END, event.number(TIMESTAMP, 0));
      event.set(
          EVENT_START, Math.max(0, event.number(TIMESTAMP, 0) - event.number(EVENT_DURATION, 0)));
    }
  }

  private static void traffic(Event event) {
    event.set(EVENT_CATEGORY, "network");
    event.set(EVENT_TYPE, "connection");
    switch (event.text(EVENT_ACTION).orElse("")) {
      case "accept", "pass" -> Verdict.ALLOWED.set(event);
      case "start" -> {
        event.add(EVENT_TYPE, "start");
        Verdict.ALLOWED.set(event);
      }
      case "close", "client-rst", "server-rst", "timeout" -> {
        event.add(EVENT_TYPE, "end");
        Verdict.ALLOWED.set(event);
      }
      case "deny", "ip-conn", "blocked" -> Verdict.DENIED.set(event);
      default -> {}
    }
  }

  private static void utm(Event event, String subtype) {
    event.set(EVENT_CATEGORY, "network");
    switch (subtype) {
      case "virus" -> {
        event.add(EVENT_CATEGORY, "malware");
        event.set(EVENT_KIND, "alert");
      }
      case "ips", "anomaly" -> {
        event.add(EVENT_CATEGORY, "intrusion_detection");
        event.set(EVENT_KIND, "alert");
      }
      case "webfilter", "waf" -> event.add(EVENT_CATEGORY, "web");
      case "emailfilter" -> event.add(EVENT_CATEGORY, "email");
      case "dlp", "file-filter" -> event.add(EVENT_CATEGORY, "file");
      default -> {}
    }
    event.set(EVENT_TYPE, "info");
    String action = event.text(EVENT_ACTION).orElse("");
    Verdict.of(action.equals("detected") ? "" : action).set(event);
    if (subtype.equals("dns")) {
      event.set(NETWORK_PROTOCOL, "dns");
      event.set(
          DNS_TYPE,
          event.vendorText("fortinet.firewall.eventtype").orElse("").endsWith("response")
              ? "answer"
              : "query");
    }
  }

  private static void system(Event event, String subtype) {
    String action = event.text(EVENT_ACTION).orElse("").toLowerCase(Locale.ROOT);
    String status = event.vendorText("fortinet.firewall.status").orElse("");
    if (action.contains("log") && (action.contains("in") || action.contains("out"))
        || action.startsWith("authentication")
        || action.startsWith("ssl-login")
        || action.startsWith("auth-")) {
      event.set(EVENT_CATEGORY, "authentication");
      event.set(EVENT_TYPE, action.contains("out") ? "end" : "start");
    } else if (subtype.equals("vpn")
        || action.startsWith("tunnel")
        || action.startsWith("negotiate")) {
      event.set(EVENT_CATEGORY, "network");
      event.add(EVENT_CATEGORY, "session");
      event.set(
          EVENT_TYPE, action.endsWith("-up") ? "start" : action.endsWith("-down") ? "end" : "info");
    } else if (event.vendorText("fortinet.firewall.cfgpath").isPresent()) {
      event.set(EVENT_CATEGORY, "configuration");
      event.set(EVENT_TYPE, "change");
    } else {
      event.set(EVENT_CATEGORY, "host");
      event.set(EVENT_TYPE, "info");
    }
    switch (status) {
      case "success", "negotiate_success" -> event.set(EVENT_OUTCOME, "success");
      case "failed", "failure", "negotiate_error", "deny" -> event.set(EVENT_OUTCOME, "failure");
      default -> {}
    }
  }

  private static void service(Event event, String value) {
    // "HTTPS", or "tcp/8443" where no service has a name.
    int slash = value.indexOf('/');
    EcsField field = NETWORK_PROTOCOL;
    if (slash < 0) {
      event.set(field, value.toLowerCase(Locale.ROOT));
    } else {
      event.vendor("fortinet.firewall.service", value);
    }
  }

  private static void duration(Event event, String value) {
    long seconds = Values.number(value);
    if (seconds >= 0 && seconds < 1L << 32) {
      event.set(EVENT_DURATION, seconds * 1_000_000_000L);
    }
  }

  private static void direction(Event event, String value) {
    event.set(
        NETWORK_DIRECTION,
        switch (value) {
          case "incoming" -> "inbound";
          case "outgoing" -> "outbound";
          default -> value;
        });
  }

  private static void remote(Event event, String value) {
    if (!event.has(SOURCE_ADDRESS)) {
      event.set(SOURCE_ADDRESS, value);
    }
  }

  private static void local(Event event, String value) {
    if (!event.has(DESTINATION_ADDRESS)) {
      event.set(DESTINATION_ADDRESS, value);
    }
  }
}
