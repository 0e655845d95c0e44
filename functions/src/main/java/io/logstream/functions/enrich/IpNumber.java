package io.logstream.functions.enrich;

import com.google.common.net.InetAddresses;
import io.logstream.functions.event.IpAddresses;
import java.nio.ByteBuffer;

/**
 * An IP address as a number of 128 bits. An IPv4 address stands in IPv6's range of mapped ones
 * ({@code ::ffff:0:0/96}), so that one table holds both and the mapped spelling is the same
 * address.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
record IpNumber(long high, long low) {

  /** Bits of an address. */
  static final int BITS = 128;

  private static final int MAPPED_BITS = 96;
  private static final long MAPPED = 0xffff_0000_0000L;
  private static final IpNumber NONE = new IpNumber(0, 0);

  /** The number of an address in text form; that of {@code ::} where it is none. */
  static IpNumber of(String text) {
    if (IpAddresses.isV4(text)) {
      return new IpNumber(0, MAPPED | v4(text));
    }
    if (!IpAddresses.isV6(text)) {
      return NONE;
    }
    byte[] bytes = InetAddresses.forString(text).getAddress();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    // Java gives a mapped address as the IPv4 address that it is.
    return bytes.length == 4
        ? new IpNumber(0, MAPPED | (buffer.getInt() & 0xffff_ffffL))
        : new IpNumber(buffer.getLong(), buffer.getLong());
  }

  private static long v4(String text) {
    long value = 0;
    long octet = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        value = value << 8 | octet;
        octet = 0;
      } else {
        octet = octet * 10 + (c - '0');
      }
    }
    return value << 8 | octet;
  }

  /** Whether it is an IPv4 address. */
  boolean isV4() {
    return high == 0 && low >>> 32 == 0xffff;
  }

  /** Its bytes in network order: four or sixteen. */
  byte[] bytes() {
    return isV4()
        ? ByteBuffer.allocate(4).putInt((int) low).array()
        : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  /** The address with all but its first so many bits cleared. */
  IpNumber prefix(int bits) {
    if (bits >= BITS) {
      return this;
    }
    if (bits > 64) {
      return new IpNumber(high, low & -1L << BITS - bits);
    }
    return new IpNumber(bits == 0 ? 0 : high & -1L << 64 - bits, 0);
  }

  /** The length of an IPv4 prefix among those of IPv6. */
  static int prefixLength(boolean v4, int bits) {
    return v4 ? bits + MAPPED_BITS : bits;
  }
}
