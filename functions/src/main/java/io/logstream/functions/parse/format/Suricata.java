package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.auto.service.AutoService;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Suricata's EVE: JSON a line with an {@code event_type}. What is not of the schema stays under
 * {@code suricata.eve}.
 */
@AutoService(Format.class)
public final class Suricata implements Format {

  private static final String NAME = "suricata";
  private static final ObjectMapper LISTS = new ObjectMapper(Json.FACTORY);

  private static final VendorFields KEYS =
      new VendorFields(NAME, "suricata.eve")
          .map(TIMESTAMP, "timestamp")
          .map(SOURCE_ADDRESS, "src_ip")
          .map(SOURCE_PORT, "src_port")
          .map(DESTINATION_ADDRESS, "dest_ip")
          .map(DESTINATION_PORT, "dest_port")
          .map("proto", (event, value, context) -> Protocols.set(event, value))
          .map("app_proto", (event, value, context) -> application(event, value))
          .map(NETWORK_COMMUNITY_ID, "community_id")
          .map(NETWORK_VLAN_ID, "vlan")
          .map(OBSERVER_INGRESS_INTERFACE_NAME, "in_iface")
          .map(OBSERVER_HOSTNAME, "host")
          .map(SOURCE_MAC, "ether.src_mac", "ether.src_macs")
          .map(DESTINATION_MAC, "ether.dest_mac", "ether.dest_macs")
          .map(RULE_ID, "alert.signature_id")
          .map(RULE_NAME, "alert.signature")
          .map(RULE_CATEGORY, "alert.category")
          .map(RULE_VERSION, "alert.rev")
          .map(EVENT_SEVERITY, "alert.severity")
          .map(THREAT_TACTIC_ID, "alert.metadata.mitre_tactic_id")
          .map(
              "alert.metadata.mitre_tactic_name",
              (event, value, context) -> event.add(THREAT_TACTIC_NAME, value.replace('_', ' ')))
          .map(THREAT_TECHNIQUE_ID, "alert.metadata.mitre_technique_id")
          .map(
              "alert.metadata.mitre_technique_name",
              (event, value, context) -> event.add(THREAT_TECHNIQUE_NAME, value.replace('_', ' ')))
          .map(SOURCE_PACKETS, "flow.pkts_toserver")
          .map(DESTINATION_PACKETS, "flow.pkts_toclient")
          .map(SOURCE_BYTES, "flow.bytes_toserver")
          .map(DESTINATION_BYTES, "flow.bytes_toclient")
          .map(EVENT_START, "flow.start", "netflow.start")
          .map(EVENT_END, "flow.end", "netflow.end")
          .map(EVENT_REASON, "flow.reason")
          .map(SOURCE_PACKETS, "netflow.pkts")
          .map(SOURCE_BYTES, "netflow.bytes")
          .map(URL_DOMAIN, "http.hostname")
          .map(URL_ORIGINAL, "http.url")
          .map(HTTP_REQUEST_METHOD, "http.http_method")
          .map(HTTP_REQUEST_REFERRER, "http.http_refer")
          .map(USER_AGENT_ORIGINAL, "http.http_user_agent")
          .map(HTTP_RESPONSE_STATUS_CODE, "http.status")
          .map(HTTP_RESPONSE_BODY_BYTES, "http.length")
          .map(HTTP_RESPONSE_MIME_TYPE, "http.http_content_type")
          .map(
              "http.protocol",
              (event, value, context) -> {
                int slash = value.indexOf('/');
                event.set(HTTP_VERSION, slash < 0 ? value : value.substring(slash + 1));
              })
          .map(DNS_ID, "dns.id")
          .map(DNS_QUESTION_NAME, "dns.rrname")
          .map(DNS_QUESTION_TYPE, "dns.rrtype")
          .map(DNS_RESPONSE_CODE, "dns.rcode")
          .map(
              "dns.opcode",
              (event, value, context) ->
                  event.set(DNS_OP_CODE, value.equals("0") ? "QUERY" : value))
          .map("dns.type", (event, value, context) -> dnsType(event, value))
          .map("dns.aa", (event, value, context) -> flag(event, value, "AA"))
          .map("dns.tc", (event, value, context) -> flag(event, value, "TC"))
          .map("dns.rd", (event, value, context) -> flag(event, value, "RD"))
          .map("dns.ra", (event, value, context) -> flag(event, value, "RA"))
          .map(TLS_SERVER_SUBJECT, "tls.subject")
          .map(TLS_SERVER_ISSUER, "tls.issuerdn")
          .map(TLS_CLIENT_SERVER_NAME, "tls.sni")
          .map(TLS_SERVER_NOT_BEFORE, "tls.notbefore")
          .map(TLS_SERVER_NOT_AFTER, "tls.notafter")
          .map(TLS_RESUMED, "tls.session_resumed")
          .map(TLS_CLIENT_JA3, "tls.ja3.hash")
          .map(TLS_SERVER_JA3S, "tls.ja3s.hash")
          .map(X509_SERIAL_NUMBER, "tls.serial")
          .map(
              "tls.fingerprint",
              (event, value, context) ->
                  event.set(TLS_SERVER_HASH_SHA1, value.replace(":", "").toUpperCase(Locale.ROOT)))
          .map("tls.version", (event, value, context) -> tlsVersion(event, value))
          .map(FILE_MIME_TYPE, "fileinfo.mimetype")
          .map(FILE_TYPE, "fileinfo.magic")
          .map(FILE_SIZE, "fileinfo.size")
          .map(FILE_HASH_MD5, "fileinfo.md5")
          .map(FILE_HASH_SHA1, "fileinfo.sha1")
          .map(FILE_HASH_SHA256, "fileinfo.sha256")
          .map("fileinfo.filename", (event, value, context) -> file(event, value))
          .map(EMAIL_FROM_ADDRESS, "email.from")
          .map(EMAIL_TO_ADDRESS, "email.to")
          .map(EMAIL_CC_ADDRESS, "email.cc")
          .map(EMAIL_SUBJECT, "email.subject")
          .map(EMAIL_MESSAGE_ID, "email.message_id")
          .map(SOURCE_DOMAIN, "smtp.helo")
          .map(SOURCE_MAC, "dhcp.client_mac")
          .map(HOST_HOSTNAME, "dhcp.hostname")
          .map(USER_NAME, "ftp.user", "rdp.cookie", "krb5.cname", "smb.ntlmssp.user")
          .map(USER_DOMAIN, "krb5.realm", "smb.ntlmssp.domain")
          .map(FILE_PATH, "smb.filename", "tftp.file")
          .map(FILE_NAME, "nfs.filename")
          .map(EVENT_ACTION, "ftp.command", "smb.command", "nfs.procedure", "sip.method")
          .map(USER_AGENT_ORIGINAL, "ssh.client.software_version")
          .map(MESSAGE, "engine.message")
          .map(LOG_LEVEL, "log_level")
          .map(
              "event_type",
              (event, value, context) -> {
                event.set(EVENT_CODE, value);
                event.vendor("suricata.eve.event_type", value);
              });

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "{";
  }

  @Override
  public int fit(String line, Event outer) {
    if (!line.startsWith("{")) {
      return NONE;
    }
    int type = line.indexOf("\"event_type\"");
    int time = line.indexOf("\"timestamp\"");
    return type > 0 && time > 0 && time < 400 && type < 700 ? MARK : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    DnsAnswers answers = new DnsAnswers(event);
    JsonLeaves.visit(
        NAME,
        line,
        new JsonLeaves.Into(KEYS, event, context) {
          @Override
          public void list(String path, List<String> values, String json) {
            switch (path) {
              case "dns.answers", "dns.answer", "dns.authorities", "dns.query", "dns.queries" ->
                  records(path, json, answers, event);
              default -> super.list(path, values, json);
            }
          }
        });
    String type = event.vendorText("suricata.eve.event_type").orElse("");
    if (type.isEmpty()) {
      throw ParseException.expected(NAME, "a member \"event_type\"", line, 0);
    }
    versionOneAnswer(event, answers);
    answers.set();
    event.set(OBSERVER_VENDOR, "OISF");
    event.set(OBSERVER_PRODUCT, "Suricata");
    event.set(OBSERVER_TYPE, "ids");
    if (!event.has(NETWORK_PROTOCOL)) {
      protocolOf(type, event);
    }
    complete(type, event);
    return null;
  }

  /** The records of a DNS list: what was asked, or what was answered. */
  private static void records(String path, String json, DnsAnswers answers, Event event) {
    JsonNode list;
    try {
      list = LISTS.readTree(json);
    } catch (IOException e) {
      // It was read as part of the line before, so that it is well-formed.
      throw new IllegalStateException(e);
    }
    for (JsonNode node : list) {
      String name = node.path("rrname").asText("");
      String type = node.path("rrtype").asText("");
      if (path.equals("dns.answers") || path.equals("dns.answer")) {
        answers.add(name, type, node.path("rdata").asText(""), node.path("ttl").asLong(-1));
      } else if (path.startsWith("dns.quer") && !event.has(DNS_QUESTION_NAME)) {
        event.set(DNS_QUESTION_NAME, name);
        event.set(DNS_QUESTION_TYPE, type);
        event.set(DNS_ID, node.path("id").asText(""));
      }
    }
    event.vendor("suricata.eve." + path, new Event.RawJson(json));
  }

  /** Version 1 writes an event for each answer, its data beside the question's name. */
  private static void versionOneAnswer(Event event, DnsAnswers answers) {
    String data = event.vendorText("suricata.eve.dns.rdata").orElse("");
    if (!data.isEmpty()) {
      answers.add(
          event.text(DNS_QUESTION_NAME).orElse(""),
          event.text(DNS_QUESTION_TYPE).orElse(""),
          data,
          Values.number(event.vendorText("suricata.eve.dns.ttl").orElse("")));
    }
  }

  private static void protocolOf(String type, Event event) {
    switch (type) {
      case "http",
          "dns",
          "tls",
          "ssh",
          "smtp",
          "ftp",
          "smb",
          "nfs",
          "tftp",
          "dhcp",
          "rdp",
          "snmp",
          "sip",
          "mqtt",
          "http2",
          "quic",
          "modbus",
          "rfb",
          "dnp3",
          "ike",
          "ldap",
          "pgsql" ->
          event.set(NETWORK_PROTOCOL, type);
      case "krb5" -> event.set(NETWORK_PROTOCOL, "kerberos");
      case "ftp_data" -> event.set(NETWORK_PROTOCOL, "ftp");
      default -> {}
    }
  }

  private static void complete(String type, Event event) {
    event.set(EVENT_CATEGORY, "network");
    switch (type) {
      case "alert" -> alert(event);
      case "drop" -> {
        event.set(EVENT_TYPE, "connection");
        Verdict.DENIED.set(event);
      }
      case "flow", "netflow" -> {
        event.set(EVENT_TYPE, "connection");
        event.add(EVENT_TYPE, "end");
      }
      case "http", "http2" -> {
        event.add(EVENT_CATEGORY, "web");
        event.set(EVENT_TYPE, "access");
        event.add(EVENT_TYPE, "protocol");
      }
      case "fileinfo" -> {
        event.add(EVENT_CATEGORY, "file");
        event.set(EVENT_TYPE, "info");
      }
      case "smtp" -> {
        event.add(EVENT_CATEGORY, "email");
        event.set(EVENT_TYPE, "protocol");
      }
      case "stats" -> {
        event.remove(EVENT_CATEGORY);
        event.set(EVENT_KIND, "metric");
      }
      case "engine" -> event.remove(EVENT_CATEGORY);
      case "anomaly" -> {
        event.add(EVENT_CATEGORY, "intrusion_detection");
        event.set(EVENT_TYPE, "info");
      }
      default -> event.set(EVENT_TYPE, "protocol");
    }
    String rcode = event.textOrNull(DNS_RESPONSE_CODE);
    if (type.equals("dns") && rcode != null) {
      event.set(EVENT_OUTCOME, rcode.equals("NOERROR") ? "success" : "failure");
    }
    times(event);
    if (!event.has(MESSAGE)) {
      event.set(MESSAGE, event.text(RULE_NAME).orElse("suricata " + type));
    }
  }

  private static void alert(Event event) {
    event.set(EVENT_KIND, "alert");
    event.add(EVENT_CATEGORY, "intrusion_detection");
    event.set(EVENT_TYPE, "info");
    String action = event.vendorText("suricata.eve.alert.action").orElse("");
    event.set(EVENT_ACTION, action);
    Verdict.of(action).set(event);
  }

  private static void times(Event event) {
    if (event.has(EVENT_START) && event.has(EVENT_END)) {
      long duration = event.number(EVENT_END, 0) - event.number(EVENT_START, 0);
      if (duration >= 0) {
        event.set(EVENT_DURATION, duration);
      }
    }
    if (!event.has(TIMESTAMP) && event.has(EVENT_END)) {
      event.set(TIMESTAMP, event.number(EVENT_END, 0));
    }
  }

  private static void application(Event event, String value) {
    if (!value.equals("failed") && !value.equals("unknown")) {
      event.set(NETWORK_PROTOCOL, value.equals("krb5") ? "kerberos" : value);
    }
  }

  private static void dnsType(Event event, String value) {
    event.set(
        DNS_TYPE,
        switch (value) {
          case "request" -> "query";
          case "response" -> "answer";
          default -> value;
        });
  }

  private static void flag(Event event, String value, String name) {
    if (value.equals("true")) {
      event.add(DNS_HEADER_FLAGS, name);
    }
  }

  /** {@code TLS 1.2} is version 1.2 of tls. */
  private static void tlsVersion(Event event, String value) {
    int blank = value.lastIndexOf(' ');
    if (blank > 0) {
      event.set(TLS_VERSION_PROTOCOL, value.startsWith("SSL") ? "ssl" : "tls");
      event.set(TLS_VERSION, value.substring(blank + 1));
    } else if (value.startsWith("TLSv") || value.startsWith("SSLv")) {
      event.set(TLS_VERSION_PROTOCOL, value.substring(0, 3).toLowerCase(Locale.ROOT));
      event.set(TLS_VERSION, value.substring(4));
    } else {
      event.vendor("suricata.eve.tls.version", value);
    }
  }

  private static void file(Event event, String value) {
    event.set(FILE_PATH, value);
    int slash = Math.max(value.lastIndexOf('/'), value.lastIndexOf('\\'));
    event.set(FILE_NAME, value.substring(slash + 1));
  }
}
