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
import java.util.List;
import java.util.Locale;

/**
 * Zscaler Internet Access' Nanolog feeds: JSON ({@code
 * {"sourcetype":"zscalernss-web","event":{…}}}: web, firewall, DNS, tunnel, audit), pairs with tabs
 * between, and the comma-separated web feed. Its CEF and LEEF are those formats'.
 */
@AutoService(Format.class)
public final class Zscaler implements Format {

  private static final String NAME = "zscaler";

  /** The order of the web feed's comma-separated output. */
  private static final List<String> WEB =
      List.of(
          "datetime",
          "user",
          "protocol",
          "url",
          "action",
          "appname",
          "appclass",
          "requestsize",
          "responsesize",
          "servertime",
          "clienttime",
          "urlclass",
          "urlsupercategory",
          "urlcategory",
          "threatclass",
          "threatname",
          "pagerisk",
          "dlpengine",
          "dlpdictionaries",
          "location",
          "department",
          "clientip",
          "serverip",
          "requestmethod",
          "status",
          "useragent",
          "refererurl",
          "ruletype",
          "rulelabel",
          "contenttype",
          "unscannabletype",
          "deviceowner",
          "devicehostname");

  private static final VendorFields KEYS =
      new VendorFields(NAME, "zscaler")
          .map(TIMESTAMP, "datetime", "time", "epochtime")
          .map("user", (event, value, context) -> user(event, value))
          .map("login", (event, value, context) -> user(event, value))
          .map(
              "action",
              (event, value, context) -> event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT)))
          .map(
              "reqaction",
              (event, value, context) -> event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT)))
          .map(EVENT_REASON, "reason")
          .map("protocol", (event, value, context) -> protocol(event, value))
          .map("proto", (event, value, context) -> protocol(event, value))
          .map(SOURCE_ADDRESS, "clientip", "csip", "clt_sip", "clientinternalip")
          .map(SOURCE_PORT, "csport", "sport")
          .map(SOURCE_NAT_IP, "clientpublicip", "tsip")
          .map(DESTINATION_ADDRESS, "serverip", "cdip", "srv_dip")
          .map(DESTINATION_PORT, "cdport", "srv_dport")
          .map(DESTINATION_NAT_IP, "sdip")
          .map(DESTINATION_NAT_PORT, "sdport")
          .map(SOURCE_BYTES, "requestsize", "outbytes")
          .map(DESTINATION_BYTES, "responsesize", "inbytes")
          .map(NETWORK_BYTES, "transactionsize")
          .map(DESTINATION_GEO_COUNTRY_NAME, "destcountry")
          .map(URL_DOMAIN, "hostname")
          .map("url", (event, value, context) -> url(event, value))
          .map(HTTP_REQUEST_METHOD, "requestmethod")
          .map(HTTP_RESPONSE_STATUS_CODE, "status")
          .map(HTTP_REQUEST_REFERRER, "refererurl")
          .map(USER_AGENT_ORIGINAL, "useragent")
          .map(HTTP_RESPONSE_MIME_TYPE, "contenttype")
          .map(NETWORK_APPLICATION, "appname", "nwapp")
          .map(RULE_NAME, "rulelabel", "reqrulelabel")
          .map(RULE_CATEGORY, "urlcategory", "category", "threatcategory")
          .map(RULE_RULESET, "ruletype")
          .map(FILE_NAME, "filename")
          .map(FILE_TYPE, "filetype")
          .map(FILE_HASH_MD5, "bamd5", "md5")
          .map(HOST_HOSTNAME, "devicehostname")
          .map(DNS_QUESTION_NAME, "req")
          .map(DNS_QUESTION_TYPE, "reqtype")
          .map("res", (event, value, context) -> response(event, value))
          .map("duration", (event, value, context) -> duration(event, value, 1_000_000_000L))
          .map("durationms", (event, value, context) -> duration(event, value, 1_000_000L))
          .ignore("product", "vendor");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.LETTERS + FirstCharacters.DIGITS + "{\"";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.startsWith("{")) {
      return line.indexOf("scaler") > 0 && isZscalerJson(line) ? MARK : NONE;
    }
    if (line.indexOf('\t') > 0
        && (line.contains("\tvendor=Zscaler") || line.contains("\tproduct=NSS"))) {
      return MARK;
    }
    return line.startsWith("\"") && isWeekday(line) && Delimited.count(line, ',', 40) >= 22
        ? FIELDS
        : NONE;
  }

  private static boolean isZscalerJson(String line) {
    int source = line.indexOf("\"zscalernss-");
    return source > 0 && source < 100
        || line.contains("\"vendor\":\"Zscaler\"")
        || line.contains("\"vendor\" : \"Zscaler\"");
  }

  private static boolean isWeekday(String line) {
    return line.length() > 30
        && Character.isUpperCase(line.charAt(1))
        && line.charAt(4) == ' '
        && line.charAt(8) == ' '
        && line.startsWith("\",\"", 25);
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    if (line.startsWith("{")) {
      json(line, context, event);
    } else if (line.startsWith("\"")) {
      List<String> values = Delimited.split(line, ',');
      if (values.size() < 20) {
        throw ParseException.expected(NAME, "twenty values or more", line, 0);
      }
      for (int i = 0; i < values.size(); i++) {
        String name = i < WEB.size() ? WEB.get(i) : "column" + (i + 1);
        KEYS.take(event, name, Values.given(values.get(i)), context);
      }
    } else {
      pairs(line, context, event);
    }
    complete(event);
    return null;
  }

  private static void json(String line, ParseContext context, Event event) throws ParseException {
    JsonLeaves.visit(
        NAME,
        line,
        new JsonLeaves.Into(KEYS, event, context) {
          private String name(String path) {
            if (path.equals("sourcetype")) {
              return path;
            }
            return path.substring(path.startsWith("event.") ? 6 : 0).toLowerCase(Locale.ROOT);
          }

          @Override
          public void text(String path, String value) {
            super.text(name(path), Values.given(value));
          }

          @Override
          public void number(String path, String value) {
            super.number(name(path), value);
          }
        });
  }

  /** {@code TIME\tkey=value\tkey=value}. */
  private static void pairs(String line, ParseContext context, Event event) throws ParseException {
    int pairs = 0;
    for (String part : line.split("\t", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        KEYS.take(
            event,
            part.substring(0, equals).toLowerCase(Locale.ROOT),
            Values.given(part.substring(equals + 1)),
            context);
        pairs++;
      } else if (!part.isBlank()) {
        KEYS.take(event, "datetime", part.strip(), context);
      }
    }
    if (pairs < 2) {
      throw ParseException.expected(NAME, "key=value with tabs between", line, 0);
    }
  }

  private static void complete(Event event) throws ParseException {
    Observer.set(event, "Zscaler", "ZIA", "proxy");
    String source = event.vendorText("zscaler.sourcetype").orElse("");
    event.set(EVENT_CATEGORY, "network");
    if (source.endsWith("-dns") || event.has(DNS_QUESTION_NAME)) {
      event.set(EVENT_TYPE, "protocol");
      event.set(NETWORK_PROTOCOL, "dns");
      event.set(DNS_TYPE, "answer");
    } else if (source.endsWith("-fw") || event.has(DESTINATION_PORT) && !event.has(URL_ORIGINAL)) {
      event.set(EVENT_TYPE, "connection");
    } else if (source.endsWith("-audit")) {
      event.set(EVENT_CATEGORY, "configuration");
      event.set(EVENT_TYPE, "change");
    } else if (source.endsWith("-tunnel")) {
      event.set(EVENT_TYPE, "info");
    } else {
      event.add(EVENT_CATEGORY, "web");
      event.set(EVENT_TYPE, "access");
    }
    String threat = event.vendorText("zscaler.threatname").orElse("");
    if (!threat.isEmpty()) {
      event.set(EVENT_KIND, "alert");
      event.add(EVENT_CATEGORY, "malware");
    }
    Verdict.of(event.text(EVENT_ACTION).orElse("")).set(event);
    if (!event.has(MESSAGE)) {
      event.set(
          MESSAGE,
          event.text(EVENT_ACTION).orElse("zscaler") + " " + event.text(URL_ORIGINAL).orElse(""));
    }
  }

  /** {@code jdoe@example.com}. */
  private static void user(Event event, String value) {
    int at = value.indexOf('@');
    event.set(USER_NAME, at < 0 ? value : value.substring(0, at));
    event.set(USER_EMAIL, at < 0 ? "" : value);
    event.set(USER_DOMAIN, at < 0 ? "" : value.substring(at + 1));
  }

  /** The scheme of a web request, or the protocol of a connection. */
  private static void protocol(Event event, String value) {
    if (Protocols.isKnown(value)) {
      Protocols.set(event, value);
    } else {
      event.set(NETWORK_PROTOCOL, value.toLowerCase(Locale.ROOT));
    }
  }

  /** A URL without its scheme. */
  private static void url(Event event, String value) {
    event.set(URL_ORIGINAL, value);
    if (!value.contains("://")) {
      int end = value.indexOf('/');
      String host = end < 0 ? value : value.substring(0, end);
      EcsField port = URL_PORT;
      if (!event.has(URL_DOMAIN)) {
        Values.hostPort(event, URL_DOMAIN, port, host);
      }
      int query = value.indexOf('?');
      event.set(
          URL_PATH, end < 0 ? "" : value.substring(end, query < end ? value.length() : query));
    }
  }

  private static void response(Event event, String value) {
    DnsAnswers answers = new DnsAnswers(event);
    if (value.equals("NXDOMAIN") || value.equals("SERVFAIL") || value.equals("REFUSED")) {
      event.set(DNS_RESPONSE_CODE, value);
      return;
    }
    for (String data : value.split("[;, ]+", 64)) {
      answers.add(
          "", IpAddresses.isV4(data) ? "A" : IpAddresses.isV6(data) ? "AAAA" : "", data, -1);
    }
    answers.set();
  }

  private static void duration(Event event, String value, long unit) {
    long number = Values.number(value);
    if (number >= 0 && number < 1L << 32) {
      event.set(EVENT_DURATION, number * unit);
    }
  }
}
