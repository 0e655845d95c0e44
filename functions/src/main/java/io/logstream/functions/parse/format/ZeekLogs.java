package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import io.logstream.functions.event.Event;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.Timestamps;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Zeek's logs: what each one's fields mean, how its events are classified, and which log a record
 * without a name is of.
 */
final class ZeekLogs {

  /** A log's fields, and the protocol that its records are of. */
  private record Log(
      VendorFields fields, String protocol, List<String> categories, List<String> types) {}

  private static final Map<String, Log> LOGS = new HashMap<>();

  /** Fields that only one log has, the most telling first, for records that do not name theirs. */
  private static final String[][] SIGNATURES = {
    {"conn_state", "conn"},
    {"qtype_name", "dns"},
    {"qclass", "dns"},
    {"rcode_name", "dns"},
    {"query", "dns"},
    {"certificate.serial", "x509"},
    {"certificate.subject", "x509"},
    {"certificate.version", "x509"},
    {"note", "notice"},
    {"seen.indicator", "intel"},
    {"response_body_len", "http"},
    {"validation_status", "ssl"},
    {"cert_chain_fuids", "ssl"},
    {"cert_chain_fps", "ssl"},
    {"server_name", "ssl"},
    {"cipher", "ssl"},
    {"established", "ssl"},
    {"tx_hosts", "files"},
    {"seen_bytes", "files"},
    {"host_key_alg", "ssh"},
    {"auth_attempts", "ssh"},
    {"kex_alg", "ssh"},
    {"host_key", "ssh"},
    {"tunnel_type", "tunnel"},
    {"software_type", "software"},
    {"call_id", "sip"},
    {"mailfrom", "smtp"},
    {"last_reply", "smtp"},
    {"helo", "smtp"},
    {"failure_reason", "dpd"},
    {"analyzer_kind", "analyzer"},
    {"lease_time", "dhcp"},
    {"assigned_addr", "dhcp"},
    {"assigned_ip", "dhcp"},
    {"client_fqdn", "dhcp"},
    {"request_type", "kerberos"},
    {"ntlm", "ntlm"},
    {"domainname", "ntlm"},
    {"server_nb_computer_name", "ntlm"},
    {"security_protocol", "rdp"},
    {"named_pipe", "dce_rpc"},
    {"share_type", "smb_mapping"},
    {"native_file_system", "smb_mapping"},
    {"community", "snmp"},
    {"get_bulk_requests", "snmp"},
    {"facility", "syslog"},
    {"framed_addr", "radius"},
    {"authentication_method", "rfb"},
    {"bound.host", "socks"},
    {"request.host", "socks"},
    {"reply_code", "ftp"},
    {"data_channel.passive", "ftp"},
    {"issuer_subject", "known_certs"},
    {"port_num", "known_services"},
    {"dhcp_host_name", "known_devices"},
    {"percent_lost", "capture_loss"},
    {"pkts_proc", "stats"},
    {"is_64bit", "pe"},
    {"compile_ts", "pe"},
    {"hashAlgorithm", "ocsp"},
    {"certStatus", "ocsp"},
    {"ref_id", "ntp"},
    {"stratum", "ntp"},
    {"func", "modbus"},
    {"fc_request", "dnp3"},
    {"nick", "irc"},
    {"arg", "mysql"},
    {"addl", "weird"},
    {"filter", "packet_filter"},
    {"auth_success", "ssh"},
    {"status_code", "http"},
    {"uri", "http"},
    {"trans_depth", "http"},
    {"result", "radius"},
    {"location", "reporter"},
    {"name", "weird"},
    {"history", "conn"},
  };

  private static final Set<String> ESTABLISHED = Set.of("SF", "S1", "S2", "S3", "RSTO", "RSTR");
  private static final Set<String> ENDED = Set.of("SF", "S2", "S3", "RSTO", "RSTR", "REJ", "RSTRH");

  private static final VendorFields COMMON =
      new VendorFields("zeek", "zeek")
          .map("ts", (event, value, context) -> time(event, value, context))
          .map("proto", (event, value, context) -> Protocols.set(event, value))
          .map(SOURCE_ADDRESS, "id.orig_h")
          .map(SOURCE_PORT, "id.orig_p")
          .map(DESTINATION_ADDRESS, "id.resp_h")
          .map(DESTINATION_PORT, "id.resp_p")
          .map(NETWORK_COMMUNITY_ID, "community_id")
          .map(SOURCE_MAC, "orig_l2_addr")
          .map(DESTINATION_MAC, "resp_l2_addr")
          .map(NETWORK_VLAN_ID, "vlan")
          .map(OBSERVER_HOSTNAME, "_system_name", "_node_name")
          .map("uid", (event, value, context) -> event.vendor("zeek.uid", value))
          .ignore("_path", "_write_ts");

  static {
    log("conn", "", "network", "connection")
        .map(SOURCE_BYTES, "orig_bytes")
        .map(DESTINATION_BYTES, "resp_bytes")
        .map(SOURCE_PACKETS, "orig_pkts")
        .map(DESTINATION_PACKETS, "resp_pkts")
        .map("duration", (event, value, context) -> duration(event, value))
        .map(
            "service",
            (event, value, context) -> {
              int comma = value.indexOf(',');
              event.set(NETWORK_PROTOCOL, comma < 0 ? value : value.substring(0, comma));
              if (comma > 0) {
                event.vendor("zeek.conn.service", value);
              }
            });
    log("dns", "dns", "network", "protocol")
        .map(DNS_ID, "trans_id")
        .map(DNS_QUESTION_NAME, "query")
        .map(DNS_QUESTION_TYPE, "qtype_name")
        .map(DNS_RESPONSE_CODE, "rcode_name")
        .map(
            "qclass_name",
            (event, value, context) ->
                event.set(DNS_QUESTION_CLASS, value.equals("C_INTERNET") ? "IN" : value))
        .map("rtt", (event, value, context) -> duration(event, value))
        .map("AA", (event, value, context) -> flag(event, value, "AA"))
        .map("TC", (event, value, context) -> flag(event, value, "TC"))
        .map("RD", (event, value, context) -> flag(event, value, "RD"))
        .map("RA", (event, value, context) -> flag(event, value, "RA"));
    log("http", "http", "network,web", "protocol,access")
        .map(HTTP_REQUEST_METHOD, "method")
        .map(HTTP_VERSION, "version")
        .map(HTTP_RESPONSE_STATUS_CODE, "status_code")
        .map(HTTP_REQUEST_BODY_BYTES, "request_body_len")
        .map(HTTP_RESPONSE_BODY_BYTES, "response_body_len")
        .map(HTTP_REQUEST_REFERRER, "referrer")
        .map(USER_AGENT_ORIGINAL, "user_agent")
        .map(URL_ORIGINAL, "uri")
        .map(URL_DOMAIN, "host")
        .map(USER_NAME, "username")
        .map(HTTP_REQUEST_MIME_TYPE, "orig_mime_types")
        .map(HTTP_RESPONSE_MIME_TYPE, "resp_mime_types");
    log("ssl", "tls", "network", "protocol")
        .map("version", (event, value, context) -> tlsVersion(event, value))
        .map(TLS_CIPHER, "cipher")
        .map(TLS_CURVE, "curve")
        .map(TLS_CLIENT_SERVER_NAME, "server_name")
        .map(TLS_RESUMED, "resumed")
        .map(TLS_ESTABLISHED, "established")
        .map(TLS_NEXT_PROTOCOL, "next_protocol")
        .map(TLS_SERVER_SUBJECT, "subject")
        .map(TLS_SERVER_ISSUER, "issuer")
        .map(TLS_CLIENT_SUBJECT, "client_subject")
        .map(TLS_CLIENT_ISSUER, "client_issuer")
        .map(TLS_SERVER_NOT_BEFORE, "not_valid_before")
        .map(TLS_SERVER_NOT_AFTER, "not_valid_after")
        .map(TLS_CLIENT_JA3, "ja3")
        .map(TLS_SERVER_JA3S, "ja3s");
    log("files", "", "file", "info")
        .map(SOURCE_ADDRESS, "tx_hosts")
        .map(DESTINATION_ADDRESS, "rx_hosts")
        .map(FILE_MIME_TYPE, "mime_type")
        .map(FILE_NAME, "filename")
        .map(FILE_SIZE, "total_bytes")
        .map(FILE_HASH_MD5, "md5")
        .map(FILE_HASH_SHA1, "sha1")
        .map(FILE_HASH_SHA256, "sha256")
        .map(
            "source",
            (event, value, context) -> {
              event.set(NETWORK_PROTOCOL, value);
              event.vendor("zeek.files.source", value);
            })
        .map("duration", (event, value, context) -> duration(event, value));
    log("notice", "", "intrusion_detection", "info")
        .map(SOURCE_ADDRESS, "src")
        .map(DESTINATION_ADDRESS, "dst")
        .map(DESTINATION_PORT, "p")
        .map(RULE_NAME, "note")
        .map(RULE_DESCRIPTION, "sub")
        .map(MESSAGE, "msg")
        .map(FILE_MIME_TYPE, "file_mime_type")
        .map(OBSERVER_NAME, "peer_descr")
        .map(SOURCE_GEO_COUNTRY_ISO_CODE, "remote_location.country_code")
        .map(SOURCE_GEO_REGION_NAME, "remote_location.region")
        .map(SOURCE_GEO_CITY_NAME, "remote_location.city");
    log("weird", "", "network", "info")
        .map(RULE_NAME, "name")
        .map(RULE_DESCRIPTION, "addl")
        .map(OBSERVER_NAME, "peer");
    log("ssh", "ssh", "network,session", "protocol")
        .map(
            "client",
            (event, value, context) -> {
              event.set(USER_AGENT_ORIGINAL, value);
              event.vendor("zeek.ssh.client", value);
            })
        .map(
            "auth_success",
            (event, value, context) -> {
              boolean success = value.equals("T") || value.equals("true");
              event.set(EVENT_OUTCOME, success ? "success" : "failure");
              event.vendor("zeek.ssh.auth.success", success);
            })
        .map(
            "auth_attempts",
            (event, value, context) -> {
              long attempts = Values.number(value);
              if (attempts >= 0) {
                event.vendor("zeek.ssh.auth.attempts", attempts);
              }
            });
    log("x509", "", "network", "info")
        .map(X509_SERIAL_NUMBER, "certificate.serial")
        .map(X509_SUBJECT_DISTINGUISHED_NAME, "certificate.subject")
        .map(X509_ISSUER_DISTINGUISHED_NAME, "certificate.issuer")
        .map(X509_NOT_BEFORE, "certificate.not_valid_before")
        .map(X509_NOT_AFTER, "certificate.not_valid_after")
        .map(X509_ALTERNATIVE_NAMES, "san.dns")
        .map("id", (event, value, context) -> event.vendor("zeek.x509.id", value))
        .map("host_cert", (event, value, context) -> event.vendor("zeek.x509.host_cert", value));
    log("known_certs", "", "network", "info")
        .map(HOST_IP, "host")
        .map(SERVER_PORT, "port_num")
        .map(X509_SUBJECT_DISTINGUISHED_NAME, "subject")
        .map(X509_ISSUER_DISTINGUISHED_NAME, "issuer_subject")
        .map(X509_SERIAL_NUMBER, "serial");
    log("known_hosts", "", "host,network", "info").map(HOST_IP, "host");
    log("known_devices", "", "host,network", "info")
        .map(HOST_MAC, "mac")
        .map(HOST_HOSTNAME, "dhcp_host_name");
    log("known_services", "", "host,network", "info")
        .map(HOST_IP, "host")
        .map(SERVER_PORT, "port_num")
        .map("port_proto", (event, value, context) -> Protocols.set(event, value))
        .map(NETWORK_PROTOCOL, "service");
    log("software", "", "host,network", "info").map(HOST_IP, "host").map(SERVER_PORT, "host_p");
    log("dhcp", "dhcp", "network", "protocol")
        .map(SOURCE_MAC, "mac")
        .map(SOURCE_ADDRESS, "client_addr")
        .map(DESTINATION_ADDRESS, "server_addr")
        .map(HOST_HOSTNAME, "host_name")
        .map(MESSAGE, "server_message")
        .map("duration", (event, value, context) -> duration(event, value));
    log("ftp", "ftp", "network,session", "protocol")
        .map(USER_NAME, "user")
        .map(FILE_MIME_TYPE, "mime_type")
        .map(FILE_SIZE, "file_size")
        .map(MESSAGE, "reply_msg")
        .map(
            "command",
            (event, value, context) -> {
              event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT));
              event.vendor("zeek.ftp.command", value);
            })
        .map(
            "arg",
            (event, value, context) -> {
              event.set(URL_ORIGINAL, value.contains("://") ? value : "");
              event.vendor("zeek.ftp.arg", value);
            });
    log("smtp", "smtp", "network,email", "protocol")
        .map(EMAIL_FROM_ADDRESS, "mailfrom")
        .map(EMAIL_TO_ADDRESS, "rcptto")
        .map(EMAIL_CC_ADDRESS, "cc")
        .map(EMAIL_REPLY_TO_ADDRESS, "reply_to")
        .map(EMAIL_MESSAGE_ID, "msg_id")
        .map(EMAIL_SUBJECT, "subject")
        .map(EMAIL_X_MAILER, "user_agent")
        .map(TLS_ESTABLISHED, "tls")
        .map(SOURCE_DOMAIN, "helo");
    log("sip", "sip", "network", "protocol")
        .map(USER_AGENT_ORIGINAL, "user_agent")
        .map(URL_ORIGINAL, "uri")
        .map(
            "method",
            (event, value, context) -> {
              event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT));
              event.vendor("zeek.sip.method", value);
            });
    log("kerberos", "kerberos", "network,authentication", "protocol")
        .map(
            "client",
            (event, value, context) -> {
              int realm = value.lastIndexOf('/');
              event.set(USER_NAME, realm > 0 ? value.substring(0, realm) : value);
              event.set(USER_DOMAIN, realm > 0 ? value.substring(realm + 1) : "");
            })
        .map(TLS_CIPHER, "cipher")
        .map("success", (event, value, context) -> success(event, value))
        .map(ERROR_MESSAGE, "error_msg");
    log("ntlm", "ntlm", "network,authentication", "protocol")
        .map(USER_NAME, "username")
        .map(USER_DOMAIN, "domainname")
        .map(HOST_HOSTNAME, "hostname")
        .map("success", (event, value, context) -> success(event, value));
    log("radius", "radius", "network,authentication", "protocol")
        .map(USER_NAME, "username")
        .map(SOURCE_MAC, "mac")
        .map(MESSAGE, "reply_msg")
        .map(
            "result",
            (event, value, context) -> {
              event.set(EVENT_OUTCOME, value.equals("success") ? "success" : "failure");
              event.vendor("zeek.radius.result", value);
            });
    log("rdp", "rdp", "network,session", "protocol")
        .map(USER_NAME, "cookie")
        .map(HOST_HOSTNAME, "client_name");
    log("rfb", "rfb", "network,session", "protocol")
        .map("auth", (event, value, context) -> success(event, value));
    log("socks", "socks", "network", "protocol").map(USER_NAME, "user");
    log("irc", "irc", "network", "protocol").map(USER_NAME, "user");
    log("mysql", "mysql", "network,database", "protocol");
    log("snmp", "snmp", "network", "protocol");
    log("syslog", "syslog", "network", "protocol")
        .map(MESSAGE, "message")
        .map(LOG_LEVEL, "severity");
    log("smb_files", "smb", "network,file", "protocol")
        .map(FILE_NAME, "name")
        .map(FILE_DIRECTORY, "path")
        .map(FILE_SIZE, "size")
        .map("action", (event, value, context) -> event.set(EVENT_ACTION, value));
    log("smb_mapping", "smb", "network,file", "protocol").map(FILE_PATH, "path");
    log("dce_rpc", "dce_rpc", "network", "protocol").map(EVENT_ACTION, "operation");
    log("modbus", "modbus", "network", "protocol");
    log("dnp3", "dnp3", "network", "protocol");
    log("ntp", "ntp", "network", "protocol");
    log("mqtt_connect", "mqtt", "network", "protocol");
    log("mqtt_publish", "mqtt", "network", "protocol");
    log("mqtt_subscribe", "mqtt", "network", "protocol");
    log("quic", "quic", "network", "protocol").map(TLS_CLIENT_SERVER_NAME, "server_name");
    log("ldap", "ldap", "network", "protocol");
    log("ldap_search", "ldap", "network", "protocol");
    log("tunnel", "", "network", "info").map(EVENT_ACTION, "action");
    log("dpd", "", "network", "info").map(EVENT_REASON, "failure_reason");
    log("analyzer", "", "network", "info").map(EVENT_REASON, "failure_reason");
    log("intel", "", "threat", "indicator")
        .map("seen.indicator_type", (event, value, context) -> indicator(event, value));
    log("traceroute", "", "network", "info")
        .map(SOURCE_ADDRESS, "src")
        .map(DESTINATION_ADDRESS, "dst");
    log("pe", "", "file", "info");
    log("ocsp", "", "network", "info");
    log("capture_loss", "", "", "").map(OBSERVER_NAME, "peer");
    log("stats", "", "", "").map(OBSERVER_NAME, "peer");
    log("packet_filter", "", "", "").map(OBSERVER_NAME, "node");
    log("reporter", "", "", "").map(LOG_LEVEL, "level").map(MESSAGE, "message");
    log("loaded_scripts", "", "", "");
    log("telemetry", "", "", "").map(OBSERVER_NAME, "peer");
    log("broker", "", "", "").map(MESSAGE, "message");
    log("cluster", "", "", "").map(MESSAGE, "message").map(OBSERVER_NAME, "node");
  }

  private ZeekLogs() {}

  private static VendorFields log(String name, String protocol, String categories, String types) {
    VendorFields fields = COMMON.under("zeek." + name);
    LOGS.put(name, new Log(fields, protocol, list(categories), list(types)));
    return fields;
  }

  private static List<String> list(String names) {
    return names.isEmpty() ? List.of() : List.of(names.split(","));
  }

  /** Whether Zeek has a log of that name. */
  static boolean isKnown(String name) {
    return LOGS.containsKey(name);
  }

  /** The table of a log's fields; for a log that is not known, the fields that all share. */
  static VendorFields fields(String name) {
    Log log = LOGS.get(name);
    return log != null ? log.fields() : COMMON.under("zeek." + (name.isEmpty() ? "other" : name));
  }

  /** The log that has these fields, as far as they tell; empty where they do not. */
  static String guess(Set<String> names) {
    for (String[] signature : SIGNATURES) {
      if (names.contains(signature[0])) {
        return signature[1];
      }
    }
    return "";
  }

  /** Completes an event of a log after its fields were taken. */
  static void complete(String name, Event event) {
    event.set(OBSERVER_VENDOR, "Zeek");
    event.set(OBSERVER_PRODUCT, "Zeek");
    event.set(OBSERVER_TYPE, "ids");
    event.vendor("zeek.log", name.isEmpty() ? "other" : name);
    Log log = LOGS.get(name);
    if (log == null) {
      return;
    }
    if (!log.protocol().isEmpty()) {
      event.set(NETWORK_PROTOCOL, log.protocol());
    }
    log.categories().forEach(category -> event.add(EVENT_CATEGORY, category));
    log.types().forEach(type -> event.add(EVENT_TYPE, type));
    switch (name) {
      case "conn" -> connection(event);
      case "dns" -> dns(event);
      case "notice", "intel" -> event.set(EVENT_KIND, "alert");
      case "stats", "capture_loss", "telemetry" -> event.set(EVENT_KIND, "metric");
      default -> {}
    }
  }

  private static void connection(Event event) {
    String state = event.vendorText("zeek.conn.conn_state").orElse("");
    bytesOnTheWire(event);
    if (ESTABLISHED.contains(state)) {
      event.set(EVENT_OUTCOME, "success");
    } else if (!state.isEmpty()) {
      event.set(EVENT_OUTCOME, state.equals("OTH") ? "unknown" : "failure");
    }
    if (ENDED.contains(state)) {
      event.add(EVENT_TYPE, "end");
    }
    if (event.has(TIMESTAMP)) {
      event.set(EVENT_START, event.number(TIMESTAMP, 0));
      if (event.has(EVENT_DURATION)) {
        event.set(EVENT_END, event.number(TIMESTAMP, 0) + event.number(EVENT_DURATION, 0));
      }
    }
    String from = event.vendorText("zeek.conn.local_orig").orElse("");
    String to = event.vendorText("zeek.conn.local_resp").orElse("");
    if (!from.isEmpty() && !to.isEmpty()) {
      boolean localFrom = from.startsWith("t") || from.equals("T");
      boolean localTo = to.startsWith("t") || to.equals("T");
      event.set(
          NETWORK_DIRECTION,
          localFrom ? (localTo ? "internal" : "outbound") : localTo ? "inbound" : "external");
    }
    String transport = event.textOrNull(NETWORK_TRANSPORT);
    if (transport != null && transport.contains("icmp")) {
      // Zeek writes ICMP's type and code where the ports stand.
      event.vendor("zeek.conn.icmp.type", event.number(SOURCE_PORT, 0));
      event.vendor("zeek.conn.icmp.code", event.number(DESTINATION_PORT, 0));
    }
  }

  /** Where the payload was not counted, the bytes of the packets are all that is known. */
  private static void bytesOnTheWire(Event event) {
    if (!event.has(SOURCE_BYTES)) {
      event
          .vendorText("zeek.conn.orig_ip_bytes")
          .ifPresent(bytes -> Values.number(event, SOURCE_BYTES, bytes));
    }
    if (!event.has(DESTINATION_BYTES)) {
      event
          .vendorText("zeek.conn.resp_ip_bytes")
          .ifPresent(bytes -> Values.number(event, DESTINATION_BYTES, bytes));
    }
  }

  private static void dns(Event event) {
    boolean answered = event.has(DNS_RESPONSE_CODE) || event.has(DNS_ANSWERS);
    event.set(DNS_TYPE, answered ? "answer" : "query");
    String code = event.textOrNull(DNS_RESPONSE_CODE);
    if (code != null) {
      event.set(EVENT_OUTCOME, code.equals("NOERROR") ? "success" : "failure");
    }
  }

  private static void time(Event event, String value, ParseContext context) {
    // Milliseconds, where Zeek is so configured, have no point and thirteen digits.
    long nanos =
        value.indexOf('.') >= 0 || value.length() < 12 ? Timestamps.epochSeconds(value) : -1;
    if (nanos < 0) {
      nanos = Timestamps.any("zeek", value, context);
    }
    if (nanos < 0 && value.indexOf('E') > 0) {
      // JSON's own notation of a large number.
      try {
        nanos = Timestamps.epoch(Double.parseDouble(value));
      } catch (NumberFormatException e) {
        nanos = -1;
      }
    }
    if (nanos >= 0) {
      event.set(TIMESTAMP, nanos);
    } else {
      event.vendor("zeek.ts", value);
    }
  }

  static void duration(Event event, String value) {
    try {
      double seconds = Double.parseDouble(value);
      if (seconds >= 0 && seconds < 9e9) {
        event.set(EVENT_DURATION, Math.round(seconds * 1e6) * 1000);
      }
    } catch (NumberFormatException e) {
      event.vendor("zeek.duration", value);
    }
  }

  private static void flag(Event event, String value, String name) {
    if (value.equals("T") || value.equals("true")) {
      event.add(DNS_HEADER_FLAGS, name);
    }
  }

  private static void success(Event event, String value) {
    event.set(EVENT_OUTCOME, value.equals("T") || value.equals("true") ? "success" : "failure");
  }

  /** {@code TLSv12} is version 1.2 of tls, {@code SSLv3} version 3.0 of ssl. */
  private static void tlsVersion(Event event, String value) {
    int v = value.indexOf('v');
    String digits = v < 0 ? "" : value.substring(v + 1);
    if (digits.isEmpty() || digits.length() > 2) {
      event.vendor("zeek.ssl.version", value);
      return;
    }
    event.set(TLS_VERSION_PROTOCOL, value.substring(0, v).toLowerCase(Locale.ROOT));
    event.set(TLS_VERSION, digits.charAt(0) + "." + (digits.length() > 1 ? digits.charAt(1) : '0'));
  }

  private static void indicator(Event event, String value) {
    event.set(
        THREAT_INDICATOR_TYPE,
        switch (value) {
          case "Intel::ADDR" -> "ipv4-addr";
          case "Intel::DOMAIN" -> "domain-name";
          case "Intel::URL" -> "url";
          case "Intel::EMAIL" -> "email-addr";
          case "Intel::FILE_HASH", "Intel::FILE_NAME" -> "file";
          case "Intel::CERT_HASH" -> "x509-certificate";
          case "Intel::USER_NAME" -> "user-account";
          case "Intel::SOFTWARE" -> "software";
          default -> value;
        });
  }
}
