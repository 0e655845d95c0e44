package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.util.List;
import java.util.Locale;

/**
 * Cisco Umbrella's exports: comma-separated values in quotes, the time first, of the DNS, proxy
 * (web), IP and cloud firewall logs. Which of them a line is of shows in its values; a newer schema
 * only adds columns at the end.
 */
@AutoService(Format.class)
public final class Umbrella implements Format {

  private static final String NAME = "umbrella";

  private static final List<String> DNS =
      List.of(
          "time",
          "identity",
          "identities",
          "internal_ip",
          "external_ip",
          "action",
          "query_type",
          "response_code",
          "domain",
          "categories",
          "identity_type",
          "identity_types",
          "blocked_categories",
          "rule_id",
          "country",
          "organization_id");
  private static final List<String> PROXY =
      List.of(
          "time",
          "identity",
          "internal_ip",
          "external_ip",
          "destination_ip",
          "content_type",
          "action",
          "url",
          "referer",
          "user_agent",
          "status_code",
          "request_size",
          "response_size",
          "response_body_size",
          "sha256",
          "categories",
          "av_detections",
          "puas",
          "amp_disposition",
          "amp_malware_name",
          "amp_score",
          "identity_type",
          "blocked_categories",
          "identities",
          "identity_types",
          "request_method",
          "dlp_status",
          "certificate_errors",
          "file_name",
          "ruleset_id",
          "rule_id",
          "destination_list_ids");
  private static final List<String> IP =
      List.of(
          "time",
          "identity",
          "internal_ip",
          "source_port",
          "destination_ip",
          "destination_port",
          "categories",
          "identity_types");
  private static final List<String> FIREWALL =
      List.of(
          "time",
          "origin_id",
          "identity",
          "identity_type",
          "direction",
          "protocol",
          "packet_size",
          "internal_ip",
          "source_port",
          "destination_ip",
          "destination_port",
          "data_center",
          "rule_id",
          "action",
          "organization_id");

  private static final VendorFields KEYS =
      new VendorFields(NAME, "cisco.umbrella")
          .map(TIMESTAMP, "time")
          .map("identity", (event, value, context) -> identity(event, value))
          .map(SOURCE_ADDRESS, "internal_ip")
          .map("external_ip", (event, value, context) -> external(event, value))
          .map(SOURCE_PORT, "source_port")
          .map(DESTINATION_ADDRESS, "destination_ip")
          .map(DESTINATION_PORT, "destination_port")
          .map(
              "action",
              (event, value, context) -> {
                event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT));
                Verdict.of(value).set(event);
              })
          .map("query_type", (event, value, context) -> queryType(event, value))
          .map(DNS_RESPONSE_CODE, "response_code")
          .map(
              "domain",
              (event, value, context) ->
                  event.set(
                      DNS_QUESTION_NAME,
                      value.length() > 1 && value.endsWith(".")
                          ? value.substring(0, value.length() - 1)
                          : value))
          .map(HTTP_RESPONSE_MIME_TYPE, "content_type")
          .map(URL_ORIGINAL, "url")
          .map(HTTP_REQUEST_REFERRER, "referer")
          .map(USER_AGENT_ORIGINAL, "user_agent")
          .map(HTTP_RESPONSE_STATUS_CODE, "status_code")
          .map(HTTP_REQUEST_BYTES, "request_size")
          .map(HTTP_RESPONSE_BYTES, "response_size")
          .map(HTTP_RESPONSE_BODY_BYTES, "response_body_size")
          .map(HTTP_REQUEST_METHOD, "request_method")
          .map(FILE_HASH_SHA256, "sha256")
          .map(FILE_NAME, "file_name")
          .map(RULE_ID, "rule_id")
          .map(RULE_RULESET, "ruleset_id")
          .map(SOURCE_BYTES, "packet_size")
          .map("protocol", (event, value, context) -> Protocols.set(event, value))
          .map(
              "direction",
              (event, value, context) -> {
                String lower = value.toLowerCase(Locale.ROOT);
                event.set(
                    NETWORK_DIRECTION,
                    lower.startsWith("out") || lower.startsWith("to") ? "outbound" : "inbound");
              })
          .map(ORGANIZATION_ID, "organization_id");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "\"";
  }

  @Override
  public int fit(String line, Event outer) {
    boolean time =
        line.length() > 40
            && line.charAt(0) == '"'
            && line.charAt(5) == '-'
            && line.charAt(11) == ' '
            && line.startsWith("\",\"", 20);
    return time && !columns(Delimited.split(line, ',')).isEmpty() ? MARK - 2 : NONE;
  }

  /** The columns of the log that the values are of; none where they are of none. */
  private static List<String> columns(List<String> values) {
    if (values.size() > 8 && values.get(6).endsWith(")") && values.get(6).indexOf(" (") > 0) {
      return DNS;
    }
    if (values.size() > 13
        && Verdict.of(values.get(13)) != Verdict.NONE
        && Values.number(values.get(5)) >= 0) {
      return FIREWALL;
    }
    if (values.size() > 10
        && Verdict.of(values.get(6)) != Verdict.NONE
        && (values.get(7).contains("://") || Values.number(values.get(10)) >= 0)) {
      return PROXY;
    }
    if (values.size() >= 7
        && values.size() <= 9
        && IpAddresses.isAddress(values.get(2))
        && IpAddresses.isAddress(values.get(4))) {
      return IP;
    }
    return List.of();
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    List<String> values = Delimited.split(line, ',');
    List<String> columns = columns(values);
    if (columns.isEmpty()) {
      throw ParseException.expected(
          NAME, "the values of a DNS, proxy, IP or firewall log", line, 0);
    }
    for (int i = 0; i < values.size(); i++) {
      KEYS.take(
          event,
          i < columns.size() ? columns.get(i) : "column" + (i + 1),
          values.get(i).strip(),
          context);
    }
    Observer.set(event, "Cisco", "Umbrella", columns == DNS ? "dns" : "proxy");
    event.set(EVENT_CATEGORY, "network");
    if (columns == DNS) {
      event.add(EVENT_TYPE, "protocol");
      event.set(NETWORK_PROTOCOL, "dns");
      event.set(DNS_TYPE, "answer");
    } else if (columns == PROXY) {
      event.add(EVENT_CATEGORY, "web");
      event.add(EVENT_TYPE, "access");
    } else {
      event.add(EVENT_TYPE, "connection");
    }
    event.set(MESSAGE, line);
    return null;
  }

  private static void identity(Event event, String value) {
    int at = value.indexOf('@');
    int open = value.lastIndexOf('(');
    event.vendor("cisco.umbrella.identity", value);
    if (at > 0 && open >= 0 && open < at && value.endsWith(")")) {
      // "John Doe (jdoe@example.com)".
      String mail = value.substring(open + 1, value.length() - 1);
      event.set(USER_FULL_NAME, value.substring(0, open).strip());
      event.set(USER_EMAIL, mail);
      event.set(USER_NAME, mail.substring(0, mail.indexOf('@')));
    } else {
      event.set(USER_NAME, value);
    }
  }

  /** What the world sees of the source; the source itself where nothing inside is known. */
  private static void external(Event event, String value) {
    if (!event.has(SOURCE_ADDRESS)) {
      event.set(SOURCE_ADDRESS, value);
    } else if (IpAddresses.isAddress(value) && !value.equals(event.textOrNull(SOURCE_ADDRESS))) {
      event.set(SOURCE_NAT_IP, value);
    }
  }

  /** {@code 1 (A)}. */
  private static void queryType(Event event, String value) {
    int open = value.indexOf('(');
    event.set(
        DNS_QUESTION_TYPE,
        open >= 0 && value.endsWith(")") ? value.substring(open + 1, value.length() - 1) : value);
  }
}
