package io.logstream.functions.threat.sigma;

import io.logstream.functions.event.Flow;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A field of Sigma's taxonomy for proxies, DNS and firewalls, and of Zeek's logs, as a flow has it.
 * A field that a flow has no value for is empty. Names are compared without regard to case.
 */
enum SigmaField {
  SOURCE_IP(flow -> flow.source().ip(), "src_ip", "c-ip", "id.orig_h", "source.ip"),
  SOURCE_PORT(flow -> port(flow.source().port()), "src_port", "id.orig_p"),
  DESTINATION_IP(flow -> flow.destination().ip(), "dst_ip", "s-ip", "id.resp_h"),
  DESTINATION_PORT(flow -> port(flow.destination().port()), "dst_port", "cs-port", "id.resp_p"),
  TRANSPORT(Flow::transport, "protocol", "proto", "ip_protocol"),
  SERVICE(Flow::service, "service"),
  ACTION(SigmaField::action, "action"),
  USER(Flow::user, "username", "cs-username"),
  BYTES_SENT(flow -> amount(flow.source().bytes()), "cs-bytes", "orig_bytes", "orig_ip_bytes"),
  BYTES_RECEIVED(
      flow -> amount(flow.destination().bytes()), "sc-bytes", "resp_bytes", "resp_ip_bytes"),
  DURATION(flow -> flow.duration() < 0 ? "" : Double.toString(flow.duration() / 1e9), "duration"),
  QUESTION(flow -> flow.names().question(), "query", "queryname", "dns.question.name"),
  QUESTION_TYPE(flow -> flow.names().questionType(), "record_type", "qtype_name"),
  RESPONSE_CODE(flow -> flow.names().responseCode(), "rcode_name", "response_code"),
  SERVER_NAME(flow -> flow.names().serverName(), "server_name"),
  HOST(flow -> flow.names().host(), "cs-host", "r-dns", "host"),
  URL(flow -> flow.names().url(), "c-uri", "uri", "url"),
  URL_PATH(flow -> path(flow.names().url()), "c-uri-stem"),
  URL_QUERY(flow -> query(flow.names().url()), "c-uri-query"),
  URL_EXTENSION(flow -> extension(flow.names().url()), "c-uri-extension"),
  METHOD(flow -> flow.names().method(), "cs-method", "method"),
  STATUS(flow -> port(flow.names().status()), "sc-status", "status_code"),
  USER_AGENT(flow -> flow.names().userAgent(), "c-useragent", "user_agent"),
  JA3(flow -> flow.names().ja3(), "ja3"),
  HASH(flow -> flow.names().hash(), "hash", "md5", "sha1", "sha256");

  private static final Map<String, SigmaField> BY_NAME = new HashMap<>();

  static {
    for (SigmaField field : values()) {
      field.names.forEach(name -> BY_NAME.put(name, field));
    }
  }

  private final Function<Flow, String> value;
  private final List<String> names;

  SigmaField(Function<Flow, String> value, String... names) {
    this.value = value;
    this.names = List.of(names);
  }

  /** The field of a name in a rule. */
  static Optional<SigmaField> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Its value in a flow; empty where there is none. */
  String of(Flow flow) {
    return value.apply(flow);
  }

  private static String port(int number) {
    return number == 0 ? "" : Integer.toString(number);
  }

  private static String amount(long number) {
    return number == Flow.UNKNOWN ? "" : Long.toString(number);
  }

  private static String action(Flow flow) {
    return switch (flow.verdict()) {
      case ALLOWED -> "allow";
      case DENIED -> "deny";
      case UNKNOWN -> "";
    };
  }

  private static String path(String url) {
    int scheme = url.indexOf("://");
    int start = scheme < 0 ? 0 : url.indexOf('/', scheme + 3);
    int end = url.indexOf('?');
    end = end < 0 ? url.length() : end;
    return start < 0 || start > end ? "" : url.substring(start, end);
  }

  private static String query(String url) {
    int start = url.indexOf('?');
    return start < 0 ? "" : url.substring(start + 1);
  }

  private static String extension(String url) {
    String path = path(url);
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(dot + 1) : "";
  }
}
