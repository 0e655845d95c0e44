package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;

/** The appliance that saw and tells of what others did. */
final class Observer {

  private Observer() {}

  /** Names the appliance; the host of the syslog header around its line is it. */
  static void set(Event event, String vendor, String product, String type) {
    event.set(EcsField.OBSERVER_VENDOR, vendor);
    event.set(EcsField.OBSERVER_PRODUCT, product);
    event.set(EcsField.OBSERVER_TYPE, type);
    String host = event.textOrNull(EcsField.LOG_SYSLOG_HOSTNAME);
    if (host == null) {
      return;
    }
    if (IpAddresses.isAddress(host)) {
      event.add(EcsField.OBSERVER_IP, host);
    } else if (!event.has(EcsField.OBSERVER_HOSTNAME)) {
      event.set(EcsField.OBSERVER_HOSTNAME, host);
    }
  }
}
