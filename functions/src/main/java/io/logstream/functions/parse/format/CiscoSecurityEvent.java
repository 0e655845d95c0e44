package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import io.logstream.functions.event.Event;
import io.logstream.functions.parse.ParseContext;
import java.util.Locale;

/**
 * The security events of Firepower Threat Defense, {@code Name: value, Name: value, …}: 430001
 * intrusion, 430002 connection start, 430003 connection end, 430004 file, 430005 malware.
 */
final class CiscoSecurityEvent {

  private static final VendorFields NAMES =
      new VendorFields("cisco-asa", "cisco.ftd.security")
          .map(SOURCE_ADDRESS, "SrcIP")
          .map(DESTINATION_ADDRESS, "DstIP")
          .map(SOURCE_PORT, "SrcPort")
          .map(DESTINATION_PORT, "DstPort")
          .map("Protocol", (event, value, context) -> Protocols.set(event, value))
          .map(OBSERVER_INGRESS_INTERFACE_NAME, "IngressInterface")
          .map(OBSERVER_EGRESS_INTERFACE_NAME, "EgressInterface")
          .map(OBSERVER_INGRESS_ZONE, "IngressZone")
          .map(OBSERVER_EGRESS_ZONE, "EgressZone")
          .map(SOURCE_BYTES, "InitiatorBytes")
          .map(DESTINATION_BYTES, "ResponderBytes")
          .map(SOURCE_PACKETS, "InitiatorPackets")
          .map(DESTINATION_PACKETS, "ResponderPackets")
          .map(SOURCE_NAT_IP, "NAT_InitiatorIP")
          .map(DESTINATION_NAT_IP, "NAT_ResponderIP")
          .map(SOURCE_NAT_PORT, "NAT_InitiatorPort")
          .map(DESTINATION_NAT_PORT, "NAT_ResponderPort")
          .map(RULE_NAME, "AccessControlRuleName")
          .map(RULE_RULESET, "ACPolicy", "IntrusionPolicy", "FilePolicy")
          .map(RULE_ID, "SID")
          .map(RULE_VERSION, "Revision")
          .map(RULE_DESCRIPTION, "Message")
          .map(RULE_CATEGORY, "Classification")
          .map(NETWORK_PROTOCOL, "ApplicationProtocol")
          .map(NETWORK_APPLICATION, "WebApplication", "Client")
          .map(NETWORK_VLAN_ID, "VLAN_ID")
          .map(EVENT_REASON, "AccessControlRuleReason")
          .map(EVENT_START, "FirstPacketSecond")
          .map(
              "ConnectionDuration",
              (event, value, context) -> {
                long seconds = Values.number(value);
                if (seconds >= 0 && seconds < 1L << 32) {
                  event.set(EVENT_DURATION, seconds * 1_000_000_000L);
                }
              })
          .map(URL_ORIGINAL, "URL", "URI")
          .map(HTTP_REQUEST_REFERRER, "HTTPReferer")
          .map(USER_AGENT_ORIGINAL, "UserAgent")
          .map(HTTP_RESPONSE_STATUS_CODE, "HTTPResponse")
          .map(URL_DOMAIN, "ReferencedHost", "HTTP_Hostname")
          .map(DNS_QUESTION_NAME, "DNSQuery")
          .map(DNS_RESPONSE_CODE, "DNSResponseType")
          .map(
              "DNSRecordType",
              (event, value, context) -> {
                int blank = value.indexOf(' ');
                event.set(DNS_QUESTION_TYPE, blank > 0 ? value.substring(0, blank) : value);
              })
          .map(FILE_NAME, "FileName")
          .map(FILE_SIZE, "FileSize")
          .map(FILE_HASH_SHA256, "FileSHA256")
          .map(FILE_TYPE, "FileType")
          .map(TLS_VERSION, "SSLVersion")
          .map(TLS_CIPHER, "SSLCipherSuite")
          .map(TLS_CLIENT_SERVER_NAME, "SSLServerName")
          .map(
              "User",
              (event, value, context) -> {
                int domain = value.indexOf('\\');
                if (!value.equals("No Authentication Required") && !value.equals("Unknown")) {
                  event.set(USER_NAME, value.substring(domain + 1));
                }
              })
          .map(
              "AccessControlRuleAction",
              (event, value, context) -> {
                event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT));
                Verdict.of(value).set(event);
              })
          .map("InlineResult", (event, value, context) -> inline(event, value))
          .map(
              "FileAction",
              (event, value, context) -> {
                event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT));
                Verdict.of(value).set(event);
              });

  private CiscoSecurityEvent() {}

  private static void inline(Event event, String value) {
    event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT));
    Verdict.of(value).set(event);
  }

  /** Reads the names and values of an event. */
  static void read(String id, String message, ParseContext context, Event event) {
    classify(id, event);
    int i = 0;
    while (i < message.length()) {
      int colon = message.indexOf(':', i);
      if (colon < 0 || colon - i > 64) {
        break;
      }
      String name = message.substring(i, colon).strip();
      int end = end(message, colon + 1);
      String value = message.substring(colon + 1, end).strip();
      NAMES.take(event, name, value, context);
      i = end + 1;
    }
    if (event.has(EVENT_START) && event.has(EVENT_DURATION)) {
      event.set(EVENT_END, event.number(EVENT_START, 0) + event.number(EVENT_DURATION, 0));
    }
  }

  /** The comma that another name and its colon follow; a value may hold commas of its own. */
  private static int end(String message, int from) {
    int comma = message.indexOf(", ", from);
    while (comma >= 0) {
      int i = comma + 2;
      int limit = Math.min(message.length(), i + 48);
      while (i < limit
          && (Character.isLetterOrDigit(message.charAt(i)) || message.charAt(i) == '_')) {
        i++;
      }
      if (i > comma + 2 && i < message.length() && message.startsWith(": ", i)) {
        return comma;
      }
      comma = message.indexOf(", ", comma + 1);
    }
    return message.length();
  }

  private static void classify(String id, Event event) {
    event.set(EVENT_CATEGORY, "network");
    switch (id) {
      case "430001" -> {
        event.set(EVENT_KIND, "alert");
        event.add(EVENT_CATEGORY, "intrusion_detection");
        event.set(EVENT_TYPE, "info");
      }
      case "430002" -> {
        event.set(EVENT_TYPE, "connection");
        event.add(EVENT_TYPE, "start");
      }
      case "430003" -> {
        event.set(EVENT_TYPE, "connection");
        event.add(EVENT_TYPE, "end");
      }
      case "430004" -> {
        event.add(EVENT_CATEGORY, "file");
        event.set(EVENT_TYPE, "info");
      }
      case "430005" -> {
        event.set(EVENT_KIND, "alert");
        event.add(EVENT_CATEGORY, "malware");
        event.add(EVENT_CATEGORY, "file");
        event.set(EVENT_TYPE, "info");
      }
      default -> event.set(EVENT_TYPE, "info");
    }
  }
}
