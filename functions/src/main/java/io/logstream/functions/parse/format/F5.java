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
 * F5's BIG-IP: the security log of ASM and Advanced WAF as pairs ({@code
 * ASM:unit_hostname="…",request_status="blocked",…}), and the log of LTM, APM and the system
 * ({@code notice mcpd[6843]: 01070638:5: Pool …}), whose layouts are in {@code f5.messages}. ASM's
 * CEF is the CEF format's.
 */
@AutoService(Format.class)
public final class F5 implements Format {

  private static final String NAME = "f5";
  private static final int FARTHEST_CODE = 64;
  private static final String[] LEVELS = {
    "emergency", "alert", "critical", "error", "warn", "notice", "info", "debug"
  };

  private static final MessageCatalog MESSAGES = new MessageCatalog(NAME);

  private static final VendorFields ASM =
      new VendorFields(NAME, "f5.bigip.asm")
          .map(TIMESTAMP, "date_time")
          .map(OBSERVER_HOSTNAME, "unit_hostname", "unit_host")
          .map(OBSERVER_IP, "management_ip_address", "management_ip_address_2")
          .map(SOURCE_ADDRESS, "ip_client", "ip_addr_client")
          .map(SOURCE_PORT, "src_port")
          .map(DESTINATION_ADDRESS, "dest_ip")
          .map(DESTINATION_PORT, "dest_port")
          .map(NETWORK_FORWARDED_IP, "x_forwarded_for_header_value")
          .map(SOURCE_GEO_COUNTRY_ISO_CODE, "geo_location", "geo_info")
          .map(HTTP_REQUEST_METHOD, "method")
          .map(
              "response_code",
              (event, value, context) -> {
                long code = Values.number(value);
                if (code > 0) {
                  event.set(HTTP_RESPONSE_STATUS_CODE, code);
                }
              })
          .map(NETWORK_PROTOCOL, "protocol")
          .map(URL_PATH, "uri")
          .map(URL_QUERY, "query_string")
          .map(USER_NAME, "username")
          .map(RULE_NAME, "violations", "sig_names")
          .map(RULE_ID, "sig_ids")
          .map(RULE_RULESET, "policy_name")
          .map(RULE_CATEGORY, "attack_type")
          .map(HTTP_REQUEST_ID, "support_id")
          .map("severity", (event, value, context) -> event.set(LOG_LEVEL, value))
          .map("request", (event, value, context) -> request(event, value))
          .map("request_status", (event, value, context) -> status(event, value));

  private static final VendorFields KEYS =
      new VendorFields(NAME, "f5.bigip")
          .map("source", (event, value, context) -> end(event, value, SOURCE_ADDRESS, SOURCE_PORT))
          .map(
              "destination",
              (event, value, context) -> end(event, value, DESTINATION_ADDRESS, DESTINATION_PORT))
          .map("protocol", (event, value, context) -> Protocols.set(event, value))
          .map(USER_NAME, "user")
          .map(EVENT_REASON, "reason")
          .map(PROCESS_COMMAND_LINE, "command")
          .map(RULE_NAME, "rule")
          .map(SERVICE_STATE, "state")
          .map("pool", (event, value, context) -> event.set(SERVICE_TARGET_NAME, value))
          .map("member", (event, value, context) -> event.set(SERVICE_TARGET_ADDRESS, value));

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
    if (line.startsWith("ASM:")
        || line.startsWith("unit_hostname=\"")
        || line.contains("unit_hostname=\"")
            && line.contains("request_status=\"")
            && line.charAt(0) != '<') {
      return MARK;
    }
    return line.isEmpty() || line.charAt(0) == '<' || codeAt(line) < 0 ? NONE : FIELDS + 2;
  }

  /** Where eight hexadecimal digits, a level and their colons start; -1 where they do not. */
  private static int codeAt(String line) {
    int limit = Math.min(line.length() - 11, FARTHEST_CODE);
    for (int i = 0; i <= limit; i++) {
      if (line.charAt(i) == '0'
          && (i == 0 || line.charAt(i - 1) == ' ')
          && line.charAt(i + 8) == ':'
          && line.charAt(i + 10) == ':'
          && line.charAt(i + 9) >= '0'
          && line.charAt(i + 9) <= '7'
          && isHex(line, i, i + 8)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isHex(String line, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Character.digit(line.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Observer.set(event, "F5", "BIG-IP", "proxy");
    int pairs = line.indexOf("=\"");
    int code = codeAt(line);
    if (code >= 0) {
      system(line, code, context, event);
    } else if (pairs > 0) {
      asm(line, context, event);
    } else {
      throw ParseException.expected(NAME, "name=\"value\" or a code such as 01070638:5:", line, 0);
    }
    return null;
  }

  private static void asm(String line, ParseContext context, Event event) throws ParseException {
    int start = line.startsWith("ASM:") ? 4 : 0;
    KeyValues.read(
        line,
        start,
        new KeyValues.Sink() {
          @Override
          public void pair(String key, String value) {
            ASM.take(event, key, Values.given(value), context);
          }
        });
    event.set(EVENT_KIND, "alert");
    event.set(EVENT_CATEGORY, "web");
    event.add(EVENT_CATEGORY, "intrusion_detection");
    event.add(EVENT_TYPE, "access");
    event.set(OBSERVER_TYPE, "waf");
    event.set(
        MESSAGE, event.text(RULE_NAME).orElse("request " + event.text(EVENT_ACTION).orElse("")));
  }

  private static void status(Event event, String value) {
    event.set(EVENT_ACTION, value);
    Verdict verdict =
        switch (value) {
          case "blocked" -> Verdict.DENIED;
          case "passed", "alerted" -> Verdict.ALLOWED;
          default -> Verdict.NONE;
        };
    verdict.set(event);
  }

  /** The request as it came: its first line, and the headers that the schema has. */
  private static void request(Event event, String value) {
    String[] lines = value.replace("\\r\\n", "\n").split("\n", 64);
    String first = lines[0].strip();
    int version = first.lastIndexOf(" HTTP/");
    if (version > 0) {
      event.set(HTTP_VERSION, first.substring(version + 6));
    }
    for (String header : lines) {
      int colon = header.indexOf(": ");
      if (colon > 0) {
        String text = header.substring(colon + 2).strip();
        switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
          case "host" -> Values.hostPort(event, URL_DOMAIN, URL_PORT, text);
          case "user-agent" -> event.set(USER_AGENT_ORIGINAL, text);
          case "referer" -> event.set(HTTP_REQUEST_REFERRER, text);
          default -> {}
        }
      }
    }
    event.vendor("f5.bigip.asm.request", value);
  }

  private static void system(String line, int code, ParseContext context, Event event)
      throws ParseException {
    prefix(line.substring(0, code).strip(), event);
    Cursor cursor = new Cursor(NAME, line, code);
    String id = cursor.until(':');
    long severity = cursor.digits();
    cursor.expect(':');
    cursor.skipBlanks();
    String message = cursor.rest();
    event.set(EVENT_CODE, id);
    event.set(EVENT_SEVERITY, severity);
    event.set(LOG_LEVEL, severity < LEVELS.length ? LEVELS[(int) severity] : "");
    event.set(MESSAGE, message.isEmpty() ? line : message);
    if (!MESSAGES.take(id, message, KEYS, context, event)) {
      event.set(EVENT_CATEGORY, "host");
      event.set(EVENT_TYPE, "info");
    }
  }

  /** {@code notice mcpd[6843]:}. */
  private static void prefix(String text, Event event) {
    String process = text.substring(text.lastIndexOf(' ') + 1);
    int bracket = process.indexOf('[');
    int end = bracket >= 0 ? bracket : process.endsWith(":") ? process.length() - 1 : -1;
    if (end > 0) {
      event.set(PROCESS_NAME, process.substring(0, end));
    }
    if (bracket > 0) {
      int close = process.indexOf(']', bracket);
      SyslogPriority.processId(process.substring(bracket + 1, Math.max(close, bracket + 1)), event);
    }
  }

  /** {@code 10.1.1.5:51000}, {@code 10.1.1.5%1:51000}, {@code 2001:db8::5.51000}. */
  private static void end(Event event, String text, EcsField address, EcsField port) {
    String bare = text;
    int domain = text.indexOf('%');
    if (domain > 0) {
      int colon = text.indexOf(':', domain);
      bare = text.substring(0, domain) + (colon < 0 ? "" : text.substring(colon));
    }
    Values.hostPort(event, address, port, bare);
  }
}
