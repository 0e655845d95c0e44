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
import java.util.Locale;

/**
 * SonicWall's SonicOS in its default and enhanced syslog formats: {@code id=firewall sn=… time="…"
 * fw=… pri=6 c=1024 m=537 msg="…" src=IP:PORT:INTERFACE:NAME dst=… proto=tcp/https …}.
 */
@AutoService(Format.class)
public final class SonicWall implements Format {

  private static final String NAME = "sonicwall";
  private static final String[] LEVELS = {
    "emergency", "alert", "critical", "error", "warn", "notice", "info", "debug"
  };

  private static final VendorFields KEYS =
      new VendorFields(NAME, "sonicwall.firewall")
          .map(TIMESTAMP, "time")
          .map(OBSERVER_SERIAL_NUMBER, "sn")
          .map(OBSERVER_IP, "fw")
          .map(OBSERVER_NAME, "id")
          .map(EVENT_CODE, "m")
          .map(MESSAGE, "msg")
          .map("pri", (event, value, context) -> priority(event, value))
          .map("src", (event, value, context) -> endpoint(event, value, true))
          .map("dst", (event, value, context) -> endpoint(event, value, false))
          .map("srcV6", (event, value, context) -> address(event, SOURCE_ADDRESS, value))
          .map("dstV6", (event, value, context) -> address(event, DESTINATION_ADDRESS, value))
          .map("natSrc", (event, value, context) -> nat(event, value, true))
          .map("natDst", (event, value, context) -> nat(event, value, false))
          .map("proto", (event, value, context) -> protocol(event, value))
          .map(SOURCE_MAC, "srcMac", "smac")
          .map(DESTINATION_MAC, "dstMac", "dmac")
          .map(SOURCE_BYTES, "sent")
          .map(DESTINATION_BYTES, "rcvd", "rcv")
          .map(SOURCE_PACKETS, "spkt")
          .map(DESTINATION_PACKETS, "rpkt")
          .map(OBSERVER_INGRESS_ZONE, "srcZone")
          .map(OBSERVER_EGRESS_ZONE, "dstZone")
          .map(RULE_NAME, "rule")
          .map(RULE_ID, "sid")
          .map(USER_NAME, "usr", "user", "uuser")
          .map(NETWORK_APPLICATION, "appName", "appcat")
          .map(URL_DOMAIN, "dstname")
          .map(URL_PATH, "arg")
          .map("op", (event, value, context) -> method(event, value))
          .map(HTTP_RESPONSE_STATUS_CODE, "result")
          .map(USER_AGENT_ORIGINAL, "agent")
          .map(RULE_CATEGORY, "Category", "ipscat", "spycat")
          .map(EVENT_REASON, "note")
          .map(FILE_NAME, "filename")
          .map(
              "cdur",
              (event, value, context) -> {
                long millis = Values.number(value);
                if (millis >= 0 && millis < 1L << 40) {
                  event.set(EVENT_DURATION, millis * 1_000_000);
                }
              })
          .map(
              "fw_action",
              (event, value, context) -> {
                event.set(EVENT_ACTION, Values.given(value));
              });

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
    return KeyValues.hasKey(line, "id=", 20)
            && KeyValues.hasKey(line, "sn=", 120)
            && KeyValues.hasKey(line, "fw=", 250)
            && KeyValues.hasKey(line, "m=", 400)
        ? MARK
        : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    int start = line.indexOf("id=");
    if (start < 0) {
      throw ParseException.expected(NAME, "id=", line, 0);
    }
    KeyValues.read(
        line,
        start,
        new KeyValues.Sink() {
          @Override
          public void pair(String key, String value) {
            KEYS.take(event, key, value.strip(), context);
          }
        });
    if (!event.has(EVENT_CODE)) {
      throw ParseException.expected(NAME, "m=, the message's id", line, start);
    }
    Observer.set(event, "SonicWall", "SonicOS", "firewall");
    complete(event);
    if (!event.has(MESSAGE)) {
      event.set(MESSAGE, line);
    }
    return null;
  }

  /** By the ids of the vendor's log event reference. */
  private static void complete(Event event) {
    String code = event.text(EVENT_CODE).orElse("");
    event.set(EVENT_CATEGORY, "network");
    switch (code) {
      case "98" -> {
        event.set(EVENT_TYPE, "connection");
        event.add(EVENT_TYPE, "start");
        Verdict.ALLOWED.set(event);
      }
      case "537" -> {
        event.set(EVENT_TYPE, "connection");
        event.add(EVENT_TYPE, "end");
        Verdict.ALLOWED.set(event);
      }
      case "36", "37", "38", "41", "173", "174", "175", "524", "522" -> {
        event.set(EVENT_TYPE, "connection");
        Verdict.DENIED.set(event);
      }
      case "97", "14", "16" -> {
        event.add(EVENT_CATEGORY, "web");
        event.set(EVENT_TYPE, "access");
        (code.equals("14") ? Verdict.DENIED : Verdict.ALLOWED).set(event);
      }
      case "29", "31", "236", "237", "1080" -> login(event, "start", "success");
      case "30", "32", "33", "35", "238", "1081" -> login(event, "start", "failure");
      case "24", "261", "262", "263", "264", "265", "1147" -> login(event, "end", "success");
      case "608", "789", "793", "809", "794", "82", "83", "81", "23", "25", "177" -> {
        event.set(EVENT_KIND, "alert");
        event.add(EVENT_CATEGORY, code.equals("809") ? "malware" : "intrusion_detection");
        event.set(EVENT_TYPE, "info");
      }
      case "1382", "1383", "1432" -> {
        event.set(EVENT_CATEGORY, "configuration");
        event.set(EVENT_TYPE, "change");
      }
      default -> event.set(EVENT_TYPE, "info");
    }
    if (!event.has(EVENT_OUTCOME)) {
      Verdict.of(event.text(EVENT_ACTION).orElse("")).set(event);
    }
  }

  private static void login(Event event, String type, String outcome) {
    event.set(EVENT_CATEGORY, "authentication");
    event.set(EVENT_TYPE, type);
    event.set(EVENT_OUTCOME, outcome);
  }

  private static void priority(Event event, String value) {
    long priority = Values.number(value);
    if (priority >= 0 && priority < LEVELS.length) {
      event.set(EVENT_SEVERITY, priority);
      event.set(LOG_LEVEL, LEVELS[(int) priority]);
    }
  }

  /** {@code IP:PORT:INTERFACE:NAME}; an IPv6 address stands alone. */
  private static void endpoint(Event event, String value, boolean isSource) {
    EcsField address = isSource ? SOURCE_ADDRESS : DESTINATION_ADDRESS;
    if (IpAddresses.isV6(value)) {
      address(event, address, value);
      return;
    }
    String[] parts = value.split(":", 4);
    address(event, address, parts[0]);
    if (parts.length > 1) {
      Values.number(event, isSource ? SOURCE_PORT : DESTINATION_PORT, parts[1]);
    }
    if (parts.length > 2) {
      event.set(
          isSource ? OBSERVER_INGRESS_INTERFACE_NAME : OBSERVER_EGRESS_INTERFACE_NAME, parts[2]);
    }
    if (parts.length > 3 && !parts[3].isEmpty() && !IpAddresses.isAddress(parts[3])) {
      event.set(isSource ? SOURCE_DOMAIN : DESTINATION_DOMAIN, parts[3]);
    }
  }

  private static void address(Event event, EcsField field, String value) {
    if (!event.has(field)) {
      event.set(field, value);
    }
  }

  private static void nat(Event event, String value, boolean isSource) {
    int colon = value.indexOf(':');
    String ip = colon < 0 || IpAddresses.isV6(value) ? value : value.substring(0, colon);
    if (IpAddresses.isAddress(ip)) {
      event.set(isSource ? SOURCE_NAT_IP : DESTINATION_NAT_IP, ip);
      if (!ip.equals(value)) {
        Values.number(
            event, isSource ? SOURCE_NAT_PORT : DESTINATION_NAT_PORT, value.substring(colon + 1));
      }
    }
  }

  /** {@code tcp/https}. */
  private static void protocol(Event event, String value) {
    int slash = value.indexOf('/');
    Protocols.set(event, slash < 0 ? value : value.substring(0, slash));
    String service = slash < 0 ? "" : value.substring(slash + 1);
    if (Values.number(service) < 0) {
      event.set(NETWORK_PROTOCOL, service.toLowerCase(Locale.ROOT));
    }
  }

  private static void method(Event event, String value) {
    String name =
        switch (value) {
          case "1" -> "GET";
          case "2" -> "POST";
          case "3" -> "HEAD";
          default -> value;
        };
    event.set(HTTP_REQUEST_METHOD, Values.number(name) >= 0 ? "" : name);
  }
}
