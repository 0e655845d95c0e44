package io.logstream.functions.event;

/** Tells IP addresses in text form from other text, without allocating. */
public final class IpAddresses {

  private IpAddresses() {}

  /**
   * Whether the text is an IPv4 address in dotted decimal or an IPv6 address as in RFC 4291,
   * without zone or prefix length.
   */
  public static boolean isAddress(String text) {
    return isV4(text) || isV6(text);
  }

  /** Whether the text is four decimal numbers from 0 to 255 with dots between them. */
  public static boolean isV4(String text) {
    return isV4(text, 0);
  }

  private static boolean isV4(String text, int from) {
    int length = text.length();
    if (length - from < 7 || length - from > 15) {
      return false;
    }
    int octets = 0;
    int i = from;
    while (true) {
      int value = 0;
      int start = i;
      while (i < length && i - start < 3 && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        value = value * 10 + (text.charAt(i++) - '0');
      }
      if (i == start || value > 255) {
        return false;
      }
      octets++;
      if (i == length) {
        return octets == 4;
      }
      if (text.charAt(i++) != '.' || octets == 4) {
        return false;
      }
    }
  }

  /**
   * Whether the text is eight groups of up to four hexadecimal digits, a run of zeros shortened to
   * {@code ::}, the last two as IPv4.
   */
  public static boolean isV6(String text) {
    int length = text.length();
    if (length < 2 || length > 45 || text.indexOf(':') < 0) {
      return false;
    }
    int groups = 0;
    boolean shortened = false;
    int i = 0;
    if (text.charAt(0) == ':') {
      if (text.charAt(1) != ':') {
        return false;
      }
      shortened = true;
      i = 2;
    }
    while (i < length) {
      int start = i;
      while (i < length
          && i - start < 5
          && Character.digit(text.charAt(i), 16) >= 0
          && text.charAt(i) < 0x80) {
        i++;
      }
      if (i < length && text.charAt(i) == '.') {
        return isV4(text, start) && (groups == 6 || (shortened && groups < 6));
      }
      if (i == start || i - start > 4) {
        return false;
      }
      groups++;
      if (i == length) {
        break;
      }
      if (text.charAt(i++) != ':') {
        return false;
      }
      if (i == length) {
        return false;
      }
      if (text.charAt(i) == ':') {
        if (shortened) {
          return false;
        }
        shortened = true;
        i++;
      }
    }
    return shortened ? groups < 8 : groups == 8;
  }
}
