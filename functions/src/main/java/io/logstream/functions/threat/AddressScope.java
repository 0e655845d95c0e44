package io.logstream.functions.threat;

/** What an address is good for, by the registries of special-purpose addresses (RFC 6890). */
public enum AddressScope {
  /** Private, unique local, link local, loopback, carrier-grade NAT. */
  INTERNAL,
  /** Routed in the Internet. */
  EXTERNAL,
  /** Multicast or broadcast: answers are not to be expected. */
  GROUP,
  /** Unspecified or no IP address at all. */
  NONE;

  /** The scope of an address in text form. */
  public static AddressScope of(String ip) {
    if (ip.indexOf(':') >= 0) {
      return ofV6(ip);
    }
    int dot = ip.indexOf('.');
    if (dot <= 0 || dot > 3) {
      return NONE;
    }
    int first = number(ip, 0, dot);
    int next = ip.indexOf('.', dot + 1);
    int second = next < 0 ? -1 : number(ip, dot + 1, next);
    if (first < 0 || second < 0) {
      return NONE;
    }
    if (first == 0) {
      return NONE;
    }
    if (first >= 224) {
      return first < 240 || ip.equals("255.255.255.255") ? GROUP : NONE;
    }
    boolean internal =
        first == 10
            || first == 127
            || first == 192 && second == 168
            || first == 172 && second >= 16 && second < 32
            || first == 169 && second == 254
            || first == 100 && second >= 64 && second < 128;
    return internal ? INTERNAL : EXTERNAL;
  }

  private static int number(String text, int from, int to) {
    int value = 0;
    if (from == to || to - from > 3) {
      return -1;
    }
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static AddressScope ofV6(String ip) {
    if (ip.equals("::")) {
      return NONE;
    }
    if (ip.equals("::1")) {
      return INTERNAL;
    }
    int colon = ip.indexOf(':');
    if (colon == 0) {
      return EXTERNAL;
    }
    if (colon > 4 || ip.length() - colon > 40) {
      return NONE;
    }
    int first;
    try {
      first = Integer.parseInt(ip, 0, colon, 16);
    } catch (NumberFormatException e) {
      return NONE;
    }
    if (isMac(ip)) {
      return NONE;
    }
    if ((first & 0xff00) == 0xff00) {
      return GROUP;
    }
    boolean internal = (first & 0xffc0) == 0xfe80 || (first & 0xfe00) == 0xfc00;
    return internal ? INTERNAL : EXTERNAL;
  }

  /** Flow collectors put hardware addresses where a frame had no IP: six pairs. */
  private static boolean isMac(String text) {
    return text.length() == 17 && text.charAt(2) == ':' && text.charAt(14) == ':';
  }
}
