package io.logstream.functions.threat.intelligence;

import io.logstream.functions.event.IpAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** A network in CIDR notation. */
public record Network(String prefix, int bits) {

  /** The network of a text such as {@code 192.0.2.0/24}; empty where it is none. */
  public static Optional<Network> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0
        || text.length() - slash > 4
        || !IpAddresses.isAddress(text.substring(0, slash))) {
      return Optional.empty();
    }
    int bits;
    try {
      bits = Integer.parseInt(text, slash + 1, text.length(), 10);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    byte[] address = bytes(text.substring(0, slash));
    return bits < 0 || bits > 8 * address.length
        ? Optional.empty()
        : Optional.of(new Network(masked(address, bits), bits));
  }

  /** Whether an address in text form lies in it. */
  public boolean has(String ip) {
    byte[] address = bytes(ip);
    return bits <= 8 * address.length && masked(address, bits).equals(prefix);
  }

  /** The address in text form, known to be one: no name is ever looked up. */
  static byte[] bytes(String ip) {
    try {
      return InetAddress.getByName(ip).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no address: " + ip, e);
    }
  }

  /** The first so many bits of an address, as a key. */
  static String masked(byte[] address, int bits) {
    byte[] masked = Arrays.copyOf(address, address.length);
    for (int i = 0; i < masked.length; i++) {
      int kept = Math.max(0, Math.min(8, bits - 8 * i));
      masked[i] &= (byte) (0xff00 >> kept);
    }
    return new java.math.BigInteger(1, masked).toString(36) + "/" + masked.length;
  }
}
