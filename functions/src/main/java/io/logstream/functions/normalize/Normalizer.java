package io.logstream.functions.normalize;

import static io.logstream.functions.event.EcsField.*;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.parse.ParseContext;
import java.util.List;
import java.util.Locale;

/**
 * Derives what follows from the fields that a parser set, the same for every format: address
 * against IP against name, {@code related.*}, {@code network.*}, the parts of a URL, the outcome of
 * a request, one spelling of levels, a time for events without one. Never changes a field that a
 * parser set, but for its spelling, and takes out what is not of the field's type.
 */
public final class Normalizer {

  /** The tag of an event whose line states no time: its time is that of its receipt. */
  public static final String NO_TIMESTAMP = "timestamp_missing";

  /**
   * The tag of an event whose line states a time that lies more than five minutes after its
   * receipt: a clock that is wrong, or a zone that is not stated. The time is kept.
   */
  public static final String FUTURE_TIMESTAMP = "timestamp_in_future";

  private static final long CLOCK_TOLERANCE_NANOS = 300L * 1_000_000_000;

  /**
   * The tag of an event that had a value which is not of its field's type; the value is kept under
   * {@code invalid}.
   */
  public static final String INVALID_FIELD = "field_invalid";

  private static final EcsField[] IPS = {
    SOURCE_IP,
    DESTINATION_IP,
    CLIENT_IP,
    SERVER_IP,
    SOURCE_NAT_IP,
    DESTINATION_NAT_IP,
    NETWORK_FORWARDED_IP
  };
  private static final EcsField[] PORTS = {
    SOURCE_PORT,
    DESTINATION_PORT,
    CLIENT_PORT,
    SERVER_PORT,
    SOURCE_NAT_PORT,
    DESTINATION_NAT_PORT,
    URL_PORT
  };
  private static final EcsField[] USERS = {
    USER_NAME, SOURCE_USER_NAME, DESTINATION_USER_NAME, USER_TARGET_NAME, USER_EFFECTIVE_NAME
  };

  private static final EcsField[] MACS = {SOURCE_MAC, DESTINATION_MAC};

  private Normalizer() {}

  /** Completes an event that a parser filled. */
  public static void normalize(Event event, ParseContext context) {
    event.set(ECS_VERSION, EcsField.SCHEMA_VERSION);
    event.set(EVENT_CREATED, context.receivedNanos());
    if (!event.has(TIMESTAMP)) {
      event.set(TIMESTAMP, context.receivedNanos());
      event.add(TAGS, NO_TIMESTAMP);
    } else if (event.number(TIMESTAMP, 0) - context.receivedNanos() > CLOCK_TOLERANCE_NANOS) {
      event.add(TAGS, FUTURE_TIMESTAMP);
    }
    if (!event.has(EVENT_KIND)) {
      event.set(EVENT_KIND, "event");
    }
    String level = event.textOrNull(LOG_LEVEL);
    if (level != null) {
      event.set(LOG_LEVEL, LogLevels.normal(level));
    }
    for (EcsField field : IPS) {
      requireIp(event, field);
    }
    for (EcsField field : PORTS) {
      requirePort(event, field);
    }
    for (EcsField field : MACS) {
      event.set(field, MacAddresses.normal(event.textOrNull(field)));
    }
    many(event, HOST_MAC);
    many(event, OBSERVER_MAC);
    endpoint(event, SOURCE_ADDRESS, SOURCE_IP, SOURCE_DOMAIN);
    endpoint(event, DESTINATION_ADDRESS, DESTINATION_IP, DESTINATION_DOMAIN);
    endpoint(event, CLIENT_ADDRESS, CLIENT_IP, null);
    endpoint(event, SERVER_ADDRESS, SERVER_IP, null);
    host(event);
    network(event);
    Urls.split(event);
    outcome(event);
    related(event);
  }

  private static void many(Event event, EcsField field) {
    List<String> addresses = List.copyOf(event.texts(field));
    event.remove(field);
    for (String address : addresses) {
      event.add(field, MacAddresses.normal(address));
    }
  }

  private static void requireIp(Event event, EcsField field) {
    String value = event.textOrNull(field);
    if (value != null && !IpAddresses.isAddress(value)) {
      int zone = value.indexOf('%');
      event.remove(field);
      if (zone > 0 && IpAddresses.isV6(value.substring(0, zone))) {
        event.set(field, value.substring(0, zone));
      } else {
        event.vendor("invalid." + field.path(), value);
        event.add(TAGS, INVALID_FIELD);
      }
    }
  }

  private static void requirePort(Event event, EcsField field) {
    long port = event.number(field, 0);
    if (port < 0 || port > 65_535) {
      event.remove(field);
      event.vendor("invalid." + field.path(), port);
      event.add(TAGS, INVALID_FIELD);
    }
  }

  private static void endpoint(Event event, EcsField address, EcsField ip, EcsField domain) {
    String ipText = event.textOrNull(ip);
    String addressText = event.textOrNull(address);
    if (addressText == null) {
      event.set(address, ipText != null || domain == null ? ipText : event.textOrNull(domain));
    } else if (IpAddresses.isAddress(addressText)) {
      if (ipText == null) {
        event.set(ip, addressText);
      }
    } else if (domain != null && !event.has(domain)) {
      event.set(domain, addressText);
    }
  }

  private static void host(Event event) {
    String hostname = event.textOrNull(HOST_HOSTNAME);
    if (hostname == null) {
      return;
    }
    if (!event.has(HOST_NAME)) {
      event.set(HOST_NAME, hostname.toLowerCase(Locale.ROOT));
    }
    if (IpAddresses.isAddress(hostname)) {
      event.add(HOST_IP, hostname);
    }
  }

  private static void network(Event event) {
    lowerCase(event, NETWORK_TRANSPORT);
    lowerCase(event, NETWORK_PROTOCOL);
    lowerCase(event, NETWORK_APPLICATION);
    if (!event.has(NETWORK_TYPE)) {
      String ip = event.textOrNull(event.has(SOURCE_IP) ? SOURCE_IP : DESTINATION_IP);
      if (ip != null && event.has(SOURCE_IP) && event.has(DESTINATION_IP)) {
        event.set(NETWORK_TYPE, ip.indexOf(':') >= 0 ? "ipv6" : "ipv4");
      }
    }
    sum(event, NETWORK_BYTES, SOURCE_BYTES, DESTINATION_BYTES);
    sum(event, NETWORK_PACKETS, SOURCE_PACKETS, DESTINATION_PACKETS);
  }

  private static void lowerCase(Event event, EcsField field) {
    String value = event.textOrNull(field);
    if (value != null) {
      event.set(field, value.toLowerCase(Locale.ROOT));
    }
  }

  private static void sum(Event event, EcsField total, EcsField one, EcsField other) {
    if (!event.has(total) && event.has(one) && event.has(other)) {
      event.set(total, event.number(one, 0) + event.number(other, 0));
    }
  }

  private static void outcome(Event event) {
    if (!event.has(EVENT_OUTCOME) && event.has(HTTP_RESPONSE_STATUS_CODE)) {
      event.set(
          EVENT_OUTCOME, event.number(HTTP_RESPONSE_STATUS_CODE, 0) < 400 ? "success" : "failure");
    }
  }

  private static void related(Event event) {
    for (EcsField field : IPS) {
      event.add(RELATED_IP, event.textOrNull(field));
    }
    for (String ip : event.texts(HOST_IP)) {
      event.add(RELATED_IP, ip);
    }
    for (String ip : event.texts(DNS_RESOLVED_IP)) {
      event.add(RELATED_IP, ip);
    }
    for (EcsField field : USERS) {
      event.add(RELATED_USER, event.textOrNull(field));
    }
    event.add(RELATED_HOSTS, event.textOrNull(HOST_HOSTNAME));
    event.add(RELATED_HOSTS, event.textOrNull(SOURCE_DOMAIN));
    event.add(RELATED_HOSTS, event.textOrNull(DESTINATION_DOMAIN));
    event.add(RELATED_HOSTS, event.textOrNull(URL_DOMAIN));
    event.add(RELATED_HOSTS, event.textOrNull(DNS_QUESTION_NAME));
    event.add(RELATED_HASH, event.textOrNull(FILE_HASH_MD5));
    event.add(RELATED_HASH, event.textOrNull(FILE_HASH_SHA1));
    event.add(RELATED_HASH, event.textOrNull(FILE_HASH_SHA256));
  }
}
