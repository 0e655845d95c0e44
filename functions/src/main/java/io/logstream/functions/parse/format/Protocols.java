package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** IP protocols by their IANA number and name. */
final class Protocols {

  private static final Map<String, String> NAMES = new HashMap<>();
  private static final Map<String, String> NUMBERS = new HashMap<>();

  static {
    String[] known = {
      "0 hopopt",
      "1 icmp",
      "2 igmp",
      "4 ipv4",
      "6 tcp",
      "8 egp",
      "9 igp",
      "17 udp",
      "27 rdp",
      "33 dccp",
      "41 ipv6",
      "43 ipv6-route",
      "44 ipv6-frag",
      "46 rsvp",
      "47 gre",
      "50 esp",
      "51 ah",
      "58 ipv6-icmp",
      "59 ipv6-nonxt",
      "60 ipv6-opts",
      "80 iso-ip",
      "88 eigrp",
      "89 ospf",
      "94 ipip",
      "103 pim",
      "108 ipcomp",
      "112 vrrp",
      "115 l2tp",
      "124 isis",
      "132 sctp",
      "136 udplite",
      "137 mpls-in-ip"
    };
    for (String line : known) {
      int blank = line.indexOf(' ');
      NAMES.put(line.substring(0, blank), line.substring(blank + 1));
      NUMBERS.put(line.substring(blank + 1), line.substring(0, blank));
    }
    NUMBERS.put("icmp6", "58");
    NUMBERS.put("icmpv6", "58");
    NUMBERS.put("icmp-ipv6", "58");
    NUMBERS.put("ipsec-esp", "50");
    NUMBERS.put("ospfigp", "89");
  }

  private Protocols() {}

  /** Sets transport and IANA number from either. A word that is neither is the transport. */
  static void set(Event event, String protocol) {
    String lower = protocol.strip().toLowerCase(Locale.ROOT);
    if (lower.isEmpty()) {
      return;
    }
    long number = Values.number(lower);
    if (number >= 0) {
      if (number <= 255) {
        String digits = Long.toString(number);
        event.set(EcsField.NETWORK_IANA_NUMBER, digits);
        event.set(EcsField.NETWORK_TRANSPORT, NAMES.get(digits));
      }
      return;
    }
    String iana = NUMBERS.get(lower);
    event.set(EcsField.NETWORK_IANA_NUMBER, iana);
    event.set(EcsField.NETWORK_TRANSPORT, iana == null ? lower : NAMES.get(iana));
  }

  /** Whether the word names a protocol of the transport layer or beside it. */
  static boolean isKnown(String protocol) {
    return NUMBERS.containsKey(protocol.toLowerCase(Locale.ROOT));
  }
}
