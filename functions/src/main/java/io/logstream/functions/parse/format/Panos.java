package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.parse.FirstCharacters;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Palo Alto Networks' PAN-OS (8 to 11): {@code 1,2024/02/29 12:00:00,SERIAL,TRAFFIC,end,…}, the
 * columns of each type of log in the order of the vendor's syslog field descriptions. A newer
 * release only adds columns at the end.
 */
@AutoService(Format.class)
public final class Panos implements Format {

  private static final String NAME = "panos";

  /** What all types have in front; a hyphen is a column without a meaning. */
  private static final String HEAD = "- receive_time serial type subtype - generated_time ";

  private static final String SESSION =
      HEAD
          + "src dst natsrc natdst rule srcuser dstuser app vsys from to inbound_if outbound_if"
          + " log_action - sessionid repeatcnt sport dport natsport natdport flags proto action ";
  private static final String GROUPS =
      "dg_hier_level_1 dg_hier_level_2 dg_hier_level_3" + " dg_hier_level_4 vsys_name device_name ";
  private static final String DEVICES =
      "src_category src_profile src_model src_vendor src_osfamily src_osversion src_host src_mac"
          + " dst_category dst_profile dst_model dst_vendor dst_osfamily dst_osversion dst_host"
          + " dst_mac ";
  private static final String APPLICATION =
      "subcategory_of_app category_of_app technology_of_app risk_of_app characteristic_of_app"
          + " container_of_app tunneled_app is_saas_of_app sanctioned_state_of_app ";

  private static final Map<String, List<String>> COLUMNS = new HashMap<>();

  static {
    columns(
        "TRAFFIC",
        SESSION
            + "bytes bytes_sent bytes_received packets start elapsed category - seqno actionflags"
            + " srcloc dstloc - pkts_sent pkts_received session_end_reason "
            + GROUPS
            + "action_source src_uuid dst_uuid tunnelid monitortag parent_session_id"
            + " parent_start_time tunnel assoc_id chunks chunks_sent chunks_received rule_uuid"
            + " http2_connection link_change_count policy_id link_switches sdwan_cluster"
            + " sdwan_device_type sdwan_cluster_type sdwan_site dynusergroup_name xff_ip "
            + DEVICES
            + "container_id pod_namespace pod_name src_edl dst_edl hostid serialnumber src_dag"
            + " dst_dag session_owner high_res_timestamp nsdsai_sst nsdsai_sd "
            + APPLICATION
            + "offloaded");
    columns(
        "THREAT",
        SESSION
            + "misc threatid category severity direction seqno actionflags srcloc dstloc -"
            + " contenttype pcap_id filedigest cloud url_idx user_agent filetype xff referer sender"
            + " subject recipient reportid "
            + GROUPS
            + "- src_uuid dst_uuid http_method tunnelid monitortag parent_session_id"
            + " parent_start_time tunnel thr_category contentver - assoc_id ppid http_headers"
            + " url_category_list rule_uuid http2_connection dynusergroup_name xff_ip "
            + DEVICES
            + "container_id pod_namespace pod_name src_edl dst_edl hostid serialnumber domain_edl"
            + " src_dag dst_dag partial_hash high_res_timestamp reason justification nssai_sst "
            + APPLICATION);
    columns(
        "SYSTEM",
        HEAD
            + "vsys eventid object - - module severity opaque seqno actionflags "
            + GROUPS
            + "- - high_res_timestamp");
    columns(
        "CONFIG",
        HEAD
            + "host vsys cmd admin client result path before_change_detail after_change_detail"
            + " seqno actionflags "
            + GROUPS
            + "dg_id comment - high_res_timestamp");
    columns(
        "CONFIG-SHORT",
        HEAD + "host vsys cmd admin client result path seqno actionflags " + GROUPS);
    columns(
        "GLOBALPROTECT",
        HEAD
            + "vsys eventid stage auth_method tunnel_type srcuser srcregion machinename public_ip"
            + " public_ipv6 private_ip private_ipv6 hostid serialnumber client_ver client_os"
            + " client_os_ver repeatcnt reason error opaque status location login_duration"
            + " connect_method error_code portal seqno actionflags high_res_timestamp"
            + " selection_type response_time priority attempted_gateways gateway "
            + GROUPS
            + "vsys_id cluster_name");
    columns(
        "USERID",
        HEAD
            + "vsys ip user datasourcename eventid repeatcnt timeout beginport endport datasource"
            + " datasourcetype seqno actionflags "
            + GROUPS
            + "vsys_id factortype factorcompletiontime factorno ugflags userbysource tag_name"
            + " high_res_timestamp");
    columns(
        "AUTHENTICATION",
        HEAD
            + "vsys ip user normalize_user object authpolicy repeatcnt authid vendor log_action"
            + " serverprofile opaque clienttype event_type factorno seqno actionflags "
            + GROUPS
            + "vsys_id authproto rule_uuid high_res_timestamp");
    columns(
        "HIPMATCH",
        HEAD
            + "user vsys machinename os ip matchname repeatcnt matchtype - - seqno actionflags "
            + GROUPS
            + "vsys_id ipv6 hostid serialnumber mac high_res_timestamp");
    columns(
        "DECRYPTION",
        SESSION
            + "tunnelid - - src_uuid dst_uuid rule_uuid hs_stage_c2f hs_stage_f2s tls_version"
            + " tls_keyxchg tls_enc tls_auth policy_name ec_curve err_index root_status"
            + " chain_status proxy_type cert_serial fingerprint notbefore notafter cert_ver"
            + " cert_size cn_len issuer_len rootcn_len sni_len cert_flags cn issuer_cn root_cn sni"
            + " error");
    COLUMNS.put("HIP-MATCH", COLUMNS.get("HIPMATCH"));
    COLUMNS.put("USER-ID", COLUMNS.get("USERID"));
    columns("OTHER", SESSION);
  }

  private static final VendorFields KEYS =
      new VendorFields(NAME, "panw.panos")
          .map("receive_time", (event, value, context) -> time(event, value, context, false))
          .map("generated_time", (event, value, context) -> time(event, value, context, true))
          .map("high_res_timestamp", (event, value, context) -> time(event, value, context, true))
          .map("start", (event, value, context) -> start(event, value, context))
          .map(
              "elapsed",
              (event, value, context) -> {
                long seconds = Values.number(value);
                if (seconds >= 0 && seconds < 1L << 32) {
                  event.set(EVENT_DURATION, seconds * 1_000_000_000L);
                }
              })
          .map(OBSERVER_SERIAL_NUMBER, "serial")
          .map(OBSERVER_HOSTNAME, "device_name")
          .map(SOURCE_ADDRESS, "src", "ip", "public_ip", "host", "public_ipv6")
          .map(DESTINATION_ADDRESS, "dst")
          .map("natsrc", (event, value, context) -> nat(event, value, true))
          .map("natdst", (event, value, context) -> nat(event, value, false))
          .map("natsport", (event, value, context) -> natPort(event, value, true))
          .map("natdport", (event, value, context) -> natPort(event, value, false))
          .map("sport", (event, value, context) -> Values.number(event, SOURCE_PORT, value))
          .map("dport", (event, value, context) -> Values.number(event, DESTINATION_PORT, value))
          .map(RULE_NAME, "rule", "policy_name")
          .map(RULE_UUID, "rule_uuid")
          .map("srcuser", (event, value, context) -> user(event, value, true))
          .map("dstuser", (event, value, context) -> user(event, value, false))
          .map("user", (event, value, context) -> user(event, value, true))
          .map("admin", (event, value, context) -> user(event, value, true))
          .map(NETWORK_APPLICATION, "app")
          .map(OBSERVER_INGRESS_ZONE, "from")
          .map(OBSERVER_EGRESS_ZONE, "to")
          .map(OBSERVER_INGRESS_INTERFACE_NAME, "inbound_if")
          .map(OBSERVER_EGRESS_INTERFACE_NAME, "outbound_if")
          .map("proto", (event, value, context) -> Protocols.set(event, value))
          .map("action", (event, value, context) -> event.set(EVENT_ACTION, value))
          .map(NETWORK_BYTES, "bytes")
          .map(SOURCE_BYTES, "bytes_sent")
          .map(DESTINATION_BYTES, "bytes_received")
          .map(NETWORK_PACKETS, "packets")
          .map(SOURCE_PACKETS, "pkts_sent")
          .map(DESTINATION_PACKETS, "pkts_received")
          .map(EVENT_REASON, "session_end_reason", "reason", "error")
          .map(EVENT_SEQUENCE, "seqno")
          .map("srcloc", (event, value, context) -> location(event, value, true))
          .map("dstloc", (event, value, context) -> location(event, value, false))
          .map("direction", (event, value, context) -> direction(event, value))
          .map("severity", (event, value, context) -> severity(event, value))
          .map("threatid", (event, value, context) -> threat(event, value))
          .map("filedigest", (event, value, context) -> Cef.hash(event, value))
          .map(FILE_TYPE, "filetype")
          .map(HTTP_REQUEST_METHOD, "http_method")
          .map(HTTP_REQUEST_REFERRER, "referer")
          .map(HTTP_RESPONSE_MIME_TYPE, "contenttype")
          .map(USER_AGENT_ORIGINAL, "user_agent")
          .map(NETWORK_FORWARDED_IP, "xff_ip", "xff")
          .map(EMAIL_FROM_ADDRESS, "sender")
          .map(EMAIL_TO_ADDRESS, "recipient")
          .map(EMAIL_SUBJECT, "subject")
          .map(SOURCE_MAC, "src_mac", "mac")
          .map(DESTINATION_MAC, "dst_mac")
          .map(EVENT_CODE, "eventid")
          .map(MESSAGE, "opaque")
          .map(SOURCE_NAT_IP, "private_ip", "private_ipv6")
          .map(SOURCE_DOMAIN, "machinename")
          .map(TLS_CLIENT_SERVER_NAME, "sni")
          .map(X509_SERIAL_NUMBER, "cert_serial")
          .map(X509_SUBJECT_DISTINGUISHED_NAME, "cn")
          .map(X509_ISSUER_DISTINGUISHED_NAME, "issuer_cn")
          .map(
              "tls_version",
              (event, value, context) -> {
                event.set(TLS_VERSION_PROTOCOL, "tls");
                event.set(TLS_VERSION, value.replace("TLS", "").replace("v", ""));
              })
          .map("result", (event, value, context) -> result(event, value))
          .map("status", (event, value, context) -> result(event, value))
          .map("cmd", (event, value, context) -> event.set(EVENT_ACTION, value))
          .ignore("-");

  @Override
  public String name() {
    return NAME;
  }

  private static void columns(String type, String names) {
    COLUMNS.put(type, List.of(names.strip().split(" +")));
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.PROSE;
  }

  @Override
  public int fit(String line, Event outer) {
    int type = typeAt(line);
    if (type < 0) {
      return NONE;
    }
    int end = line.indexOf(',', type);
    return end > 0 && COLUMNS.containsKey(line.substring(type, end)) ? MARK : NONE;
  }

  /** Where the fourth value starts, if a time stands in the second; -1 where not. */
  private static int typeAt(String line) {
    int first = line.indexOf(',');
    if (first < 0 || first > 64 || line.length() < first + 24) {
      return -1;
    }
    boolean time =
        (line.charAt(first + 5) == '/' || line.charAt(first + 5) == '-')
            && line.charAt(first + 14) == ':';
    int second = time ? line.indexOf(',', first + 1) : -1;
    int third = second < 0 || second - first > 40 ? -1 : line.indexOf(',', second + 1);
    return third < 0 || third - second > 40 ? -1 : third + 1;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    List<String> values = Delimited.split(line, ',');
    if (values.size() < 8 || typeAt(line) < 0) {
      throw ParseException.expected(NAME, "1,RECEIVE_TIME,SERIAL,TYPE,SUBTYPE,…", line, 0);
    }
    String type = values.get(3);
    List<String> columns = COLUMNS.getOrDefault(type, COLUMNS.get("OTHER"));
    // The details of a change are only there where they were asked for.
    if (type.equals("CONFIG") && values.size() > 15 && values.get(15).startsWith("0x")) {
      columns = COLUMNS.get("CONFIG-SHORT");
    }
    for (int i = 0; i < values.size(); i++) {
      String name = i < columns.size() ? columns.get(i) : "column" + (i + 1);
      String value = values.get(i).strip();
      if (!name.equals("misc")) {
        KEYS.take(event, name, value, context);
      } else {
        misc(value, values.get(4), event);
      }
    }
    Observer.set(event, "Palo Alto Networks", "PAN-OS", "firewall");
    complete(type, values.get(4), event);
    if (!event.has(MESSAGE)) {
      event.set(MESSAGE, line);
    }
    return null;
  }

  /** A URL for the URL log, the name of a file for the others. */
  private static void misc(String value, String subtype, Event event) {
    if (subtype.equals("url")) {
      event.set(URL_ORIGINAL, value);
      int slash = value.indexOf('/');
      if (!value.contains("://")) {
        String host = slash < 0 ? value : value.substring(0, slash);
        int colon = host.indexOf(':');
        event.set(URL_DOMAIN, colon < 0 ? host : host.substring(0, colon));
        event.set(URL_PATH, slash < 0 ? "" : value.substring(slash).split("\\?", 2)[0]);
      }
    } else if (subtype.equals("spyware") && !value.contains("/")) {
      event.vendor("panw.panos.misc", value);
    } else {
      event.set(FILE_NAME, value.substring(value.lastIndexOf('/') + 1));
      event.vendor("panw.panos.misc", value);
    }
  }

  private static void complete(String type, String subtype, Event event) {
    switch (type) {
      case "TRAFFIC" -> {
        event.set(EVENT_CATEGORY, "network");
        event.set(EVENT_TYPE, "connection");
        if (subtype.equals("start") || subtype.equals("end")) {
          event.add(EVENT_TYPE, subtype);
        }
        verdict(subtype.equals("drop") || subtype.equals("deny") ? "deny" : "", event);
        if (event.has(EVENT_START) && event.has(EVENT_DURATION)) {
          event.set(EVENT_END, event.number(EVENT_START, 0) + event.number(EVENT_DURATION, 0));
        }
      }
      case "THREAT" -> threat(subtype, event);
      case "CONFIG" -> {
        event.set(EVENT_CATEGORY, "configuration");
        event.set(EVENT_TYPE, "change");
      }
      case "SYSTEM" -> {
        boolean auth = subtype.equals("auth") || subtype.equals("globalprotect");
        event.set(EVENT_CATEGORY, auth ? "authentication" : "host");
        event.set(EVENT_TYPE, "info");
      }
      case "GLOBALPROTECT" -> {
        event.set(EVENT_CATEGORY, "network");
        event.add(EVENT_CATEGORY, "session");
        String stage = event.vendorText("panw.panos.stage").orElse("");
        if (stage.equals("login")) {
          event.add(EVENT_CATEGORY, "authentication");
        }
        event.set(
            EVENT_TYPE,
            stage.equals("logout")
                ? "end"
                : stage.equals("login") || stage.equals("connected") ? "start" : "info");
        event.set(EVENT_ACTION, event.textOrNull(EVENT_CODE));
      }
      case "USERID", "USER-ID", "AUTHENTICATION" -> {
        event.set(EVENT_CATEGORY, "authentication");
        event.set(EVENT_TYPE, subtype.equals("logout") ? "end" : "start");
      }
      case "DECRYPTION" -> {
        event.set(EVENT_CATEGORY, "network");
        event.set(EVENT_TYPE, "info");
      }
      default -> {
        event.set(EVENT_CATEGORY, "network");
        event.set(EVENT_TYPE, "info");
      }
    }
  }

  private static void threat(String subtype, Event event) {
    event.set(EVENT_CATEGORY, "network");
    switch (subtype) {
      case "virus", "wildfire-virus", "wildfire", "ml-virus" -> {
        event.add(EVENT_CATEGORY, "malware");
        event.set(EVENT_KIND, "alert");
      }
      case "url" -> event.add(EVENT_CATEGORY, "web");
      case "file", "data" -> event.add(EVENT_CATEGORY, "file");
      default -> {
        event.add(EVENT_CATEGORY, "intrusion_detection");
        event.set(EVENT_KIND, "alert");
      }
    }
    event.set(EVENT_TYPE, "info");
    verdict("", event);
  }

  private static void verdict(String stated, Event event) {
    String action = stated.isEmpty() ? event.text(EVENT_ACTION).orElse("") : stated;
    Verdict verdict =
        switch (action) {
          case "alert",
              "continue",
              "override",
              "override-lockout",
              "wildfire-upload-success",
              "forward" ->
              Verdict.ALLOWED;
          case "block-continue", "block-override", "block-url", "block-ip", "syncookie-sent" ->
              Verdict.DENIED;
          default -> Verdict.of(action);
        };
    verdict.set(event);
  }

  private static void time(Event event, String value, ParseContext context, boolean generated) {
    long nanos = Timestamps.any(NAME, value, context);
    if (nanos < 0) {
      event.vendor("panw.panos.time", value);
    } else if (generated || !event.has(TIMESTAMP)) {
      event.set(TIMESTAMP, nanos);
    }
  }

  private static void start(Event event, String value, ParseContext context) {
    long nanos = Timestamps.any(NAME, value, context);
    if (nanos >= 0) {
      event.set(EVENT_START, nanos);
    }
  }

  /** An address of zeros is none. */
  private static void nat(Event event, String value, boolean isSource) {
    if (!value.equals("0.0.0.0") && !value.equals("::") && IpAddresses.isAddress(value)) {
      event.set(isSource ? SOURCE_NAT_IP : DESTINATION_NAT_IP, value);
    }
  }

  private static void natPort(Event event, String value, boolean isSource) {
    long port = Values.number(value);
    if (port > 0) {
      event.set(isSource ? SOURCE_NAT_PORT : DESTINATION_NAT_PORT, port);
    }
  }

  private static void user(Event event, String value, boolean isSource) {
    int domain = value.indexOf('\\');
    String name = value.substring(domain + 1);
    if (isSource) {
      event.set(SOURCE_USER_NAME, name);
      event.set(USER_NAME, name);
      if (domain > 0) {
        event.set(SOURCE_USER_DOMAIN, value.substring(0, domain));
        event.set(USER_DOMAIN, value.substring(0, domain));
      }
    } else {
      event.set(DESTINATION_USER_NAME, name);
      if (domain > 0) {
        event.set(DESTINATION_USER_DOMAIN, value.substring(0, domain));
      }
    }
  }

  /** A country, or the range of addresses that is internal. */
  private static void location(Event event, String value, boolean isSource) {
    if (value.length() == 2) {
      event.set(isSource ? SOURCE_GEO_COUNTRY_ISO_CODE : DESTINATION_GEO_COUNTRY_ISO_CODE, value);
    } else {
      event.set(isSource ? SOURCE_GEO_NAME : DESTINATION_GEO_NAME, value);
    }
  }

  private static void direction(Event event, String value) {
    event.vendor("panw.panos.direction", value);
    switch (value) {
      case "client-to-server", "client to server", "0" -> event.set(NETWORK_DIRECTION, "outbound");
      case "server-to-client", "server to client", "1" -> event.set(NETWORK_DIRECTION, "inbound");
      default -> {}
    }
  }

  private static void severity(Event event, String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    event.vendor("panw.panos.severity", lower);
    int number =
        switch (lower) {
          case "critical" -> 1;
          case "high" -> 2;
          case "medium" -> 3;
          case "low" -> 4;
          case "informational" -> 5;
          default -> 0;
        };
    if (number > 0) {
      event.set(EVENT_SEVERITY, number);
    }
  }

  /** {@code Name of the threat(12345)}. */
  private static void threat(Event event, String value) {
    int open = value.lastIndexOf('(');
    boolean hasId = open >= 0 && value.endsWith(")");
    event.vendor("panw.panos.threat.name", hasId ? value.substring(0, open) : value);
    event.vendor(
        "panw.panos.threat.id", hasId ? value.substring(open + 1, value.length() - 1) : "");
  }

  private static void result(Event event, String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    if (lower.startsWith("succe") || lower.equals("submitted")) {
      event.set(EVENT_OUTCOME, "success");
    } else if (lower.startsWith("fail") || lower.equals("unauthorized")) {
      event.set(EVENT_OUTCOME, "failure");
    } else {
      event.vendor("panw.panos.result", value);
    }
  }
}
