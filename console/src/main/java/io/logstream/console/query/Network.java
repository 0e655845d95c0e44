package io.logstream.console.query;

import io.logstream.functions.event.IpAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** An address, or all addresses with a prefix. */
record Network(byte[] address, int bits) {

  /** Reads {@code 10.0.0.1}, {@code 10.0.0.0/8}, {@code 2001:db8::/32}. */
  static Network parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = addressOf(slash < 0 ? text : text.substring(0, slash));
    int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
    if (bits < 0 || bits > address.length * 8) {
      throw new IllegalArgumentException("no prefix of " + bits + " bits");
    }
    return new Network(address, bits);
  }

  boolean contains(String other) {
    if (!IpAddresses.isAddress(other)) {
      return false;
    }
    byte[] candidate = addressOf(other);
    if (candidate.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit += 8) {
      int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
      if ((candidate[bit / 8] & mask) != (address[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] addressOf(String text) {
    if (!IpAddresses.isAddress(text)) {
      throw new IllegalArgumentException("no address: " + text);
    }
    try {
      // A literal: no name is looked up.
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no address: " + text, e);
    }
  }
}
