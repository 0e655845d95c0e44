package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.event.JsonBytes;
import java.nio.charset.StandardCharsets;

/** Gathers the answers of a DNS response into {@code dns.answers} and {@code dns.resolved_ip}. */
final class DnsAnswers {

  private final Event event;
  private JsonBytes json;

  DnsAnswers(Event event) {
    this.event = event;
  }

  /** Adds an answer; a part that is not known is empty, the time to live negative. */
  void add(String name, String type, String data, long ttl) {
    if (data.isEmpty()) {
      return;
    }
    json = json == null ? new JsonBytes(256).raw('[') : json.raw(',');
    json.raw('{').ascii("\"data\":").string(data);
    text("name", name);
    text("type", type);
    if (ttl >= 0) {
      json.ascii(",\"ttl\":").number(ttl);
    }
    json.raw('}');
    if (IpAddresses.isAddress(data)) {
      event.add(EcsField.DNS_RESOLVED_IP, data);
    }
  }

  private void text(String key, String value) {
    if (!value.isEmpty()) {
      json.raw(',').raw('"').ascii(key).ascii("\":").string(value);
    }
  }

  /** Sets the answers, where there were any. */
  void set() {
    if (json != null) {
      event.set(
          EcsField.DNS_ANSWERS, new String(json.raw(']').toByteArray(), StandardCharsets.UTF_8));
    }
  }
}
