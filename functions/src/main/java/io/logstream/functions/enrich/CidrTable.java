package io.logstream.functions.enrich;

import io.logstream.functions.event.IpAddresses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Values by network, found by the longest prefix: one hash look-up for each length of prefix that
 * the table has, the longest first.
 */
public final class CidrTable<V> {

  private record Block(IpNumber network, int bits) {}

  private final List<Map<IpNumber, V>> byLength = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();

  /** The value of the smallest network that an address is in; null where it is in none. */
  V get(IpNumber address) {
    for (int i = 0; i < lengths.size(); i++) {
      V value = byLength.get(i).get(address.prefix(lengths.get(i)));
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  boolean isEmpty() {
    return lengths.isEmpty();
  }

  /**
   * Puts a value at a network.
   *
   * @param cidr such as {@code 10.0.0.0/8}, {@code fd00::/8}, or one address
   * @throws IllegalArgumentException if it is none
   */
  void put(String cidr, V value) {
    Block block = block(cidr);
    int at = 0;
    while (at < lengths.size() && lengths.get(at) > block.bits()) {
      at++;
    }
    if (at == lengths.size() || lengths.get(at) != block.bits()) {
      lengths.add(at, block.bits());
      byLength.add(at, new HashMap<>());
    }
    byLength.get(at).put(block.network(), value);
  }

  /**
   * Whether an address lies in a network.
   *
   * @param cidr a network or one address
   * @param address an IPv4 or IPv6 address in text form
   * @throws IllegalArgumentException if the network is none
   */
  public static boolean contains(String cidr, String address) {
    Block block = block(cidr);
    return IpNumber.of(address).prefix(block.bits()).equals(block.network());
  }

  /** Whether the text is a network or an address. */
  static boolean isCidr(String text) {
    try {
      return block(text) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Block block(String cidr) {
    int slash = cidr.indexOf('/');
    String address = slash < 0 ? cidr : cidr.substring(0, slash);
    boolean v4 = IpAddresses.isV4(address);
    if (!v4 && !IpAddresses.isV6(address)) {
      throw expected(cidr);
    }
    int most = v4 ? 32 : IpNumber.BITS;
    int bits = most;
    if (slash >= 0) {
      try {
        bits = Integer.parseInt(cidr.substring(slash + 1));
      } catch (NumberFormatException e) {
        throw expected(cidr);
      }
      if (bits < 0 || bits > most) {
        throw expected(cidr);
      }
    }
    int length = IpNumber.prefixLength(v4, bits);
    return new Block(IpNumber.of(address).prefix(length), length);
  }

  private static IllegalArgumentException expected(String cidr) {
    return new IllegalArgumentException(
        "expected a network such as 10.0.0.0/8 or fd00::/8, found \"" + cidr + '"');
  }
}
