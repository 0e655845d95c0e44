package io.logstream.local.pcap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An IP packet: its addresses, transport and payload. The first fragment of a datagram stands for
 * all, since only it has ports.
 *
 * @param time nanoseconds since the epoch
 * @param protocol IP's number of the transport
 * @param sourcePort of TCP and UDP; ICMP's type
 * @param destinationPort of TCP and UDP; ICMP's code
 * @param flags TCP's; 0 for others
 * @param length of the packet with IP's header, as it was sent
 * @param payload of the transport, as far as it was captured
 * @param payloadLength as it was sent
 */
record Packet(
    long time,
    String source,
    String destination,
    int protocol,
    int sourcePort,
    int destinationPort,
    int flags,
    int length,
    byte[] payload,
    int payloadLength) {

  static final int ICMP = 1;
  static final int TCP = 6;
  static final int UDP = 17;
  static final int ICMP_V6 = 58;

  static final int FIN = 1;
  static final int SYN = 2;
  static final int RST = 4;
  static final int ACK = 16;

  private static final int MOST_EXTENSIONS = 8;

  /** The packet in a frame; empty where it carries none that is known. */
  static Optional<Packet> of(CaptureReader.Frame frame) {
    ByteBuffer bytes = ByteBuffer.wrap(frame.bytes());
    try {
      int ethertype = link(frame.link(), bytes);
      return switch (ethertype) {
        case 0x0800 -> v4(frame.time(), bytes);
        case 0x86dd -> v6(frame.time(), bytes);
        default -> Optional.empty();
      };
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // Cut off before its ports: nothing to tell it by.
      return Optional.empty();
    }
  }

  /** Skips the link's header; what follows it, as an EtherType, 0 where it is not known. */
  private static int link(int link, ByteBuffer bytes) {
    return switch (link) {
      case 1 -> ethernet(bytes.position(12));
      case 113 -> ethernet(bytes.position(14)); // Linux cooked
      case 276 -> { // Linux cooked, version 2
        int type = bytes.getShort(0) & 0xffff;
        bytes.position(20);
        yield type;
      }
      case 0, 108 -> ip(bytes.position(4)); // BSD loopback
      case 12, 14, 101, 228, 229 -> ip(bytes); // raw IP
      default -> 0;
    };
  }

  private static int ethernet(ByteBuffer bytes) {
    int type = bytes.getShort() & 0xffff;
    while (type == 0x8100 || type == 0x88a8 || type == 0x9100) { // VLAN tags
      bytes.getShort();
      type = bytes.getShort() & 0xffff;
    }
    return type;
  }

  private static int ip(ByteBuffer bytes) {
    int version = bytes.get(bytes.position()) >> 4 & 0xf;
    return version == 4 ? 0x0800 : version == 6 ? 0x86dd : 0;
  }

  private static Optional<Packet> v4(long time, ByteBuffer bytes) {
    int start = bytes.position();
    int header = (bytes.get(start) & 0xf) * 4;
    // Zero where the network card cut the packet into segments after it was captured.
    int stated = bytes.getShort(start + 2) & 0xffff;
    int length = stated == 0 ? bytes.limit() - start : stated;
    boolean isLaterFragment = (bytes.getShort(start + 6) & 0x1fff) != 0;
    if (isLaterFragment || header < 20 || length < header) {
      return Optional.empty();
    }
    return transport(
        time,
        address(bytes, start + 12, 4),
        address(bytes, start + 16, 4),
        bytes.get(start + 9) & 0xff,
        bytes.position(start + header),
        length,
        length - header);
  }

  private static Optional<Packet> v6(long time, ByteBuffer bytes) {
    int start = bytes.position();
    int rest = bytes.getShort(start + 4) & 0xffff;
    int length = 40 + rest;
    int next = bytes.get(start + 6) & 0xff;
    String source = address(bytes, start + 8, 16);
    String destination = address(bytes, start + 24, 16);
    int at = start + 40;
    for (int i = 0; i < MOST_EXTENSIONS && isExtension(next); i++) {
      boolean isFragment = next == 44;
      if (isFragment && (bytes.getShort(at + 2) & 0xfff8) != 0) {
        return Optional.empty();
      }
      next = bytes.get(at) & 0xff;
      int size = isFragment ? 8 : 8 * (1 + (bytes.get(at + 1) & 0xff));
      at += size;
      rest -= size;
    }
    return rest < 0
        ? Optional.empty()
        : transport(time, source, destination, next, bytes.position(at), length, rest);
  }

  private static boolean isExtension(int next) {
    return next == 0 || next == 43 || next == 44 || next == 60;
  }

  private static Optional<Packet> transport(
      long time,
      String source,
      String destination,
      int protocol,
      ByteBuffer bytes,
      int length,
      int transportLength) {
    int start = bytes.position();
    int from = 0;
    int to = 0;
    int flags = 0;
    int header = 0;
    switch (protocol) {
      case TCP -> {
        from = bytes.getShort(start) & 0xffff;
        to = bytes.getShort(start + 2) & 0xffff;
        header = (bytes.get(start + 12) >> 4 & 0xf) * 4;
        flags = bytes.get(start + 13) & 0xff;
      }
      case UDP -> {
        from = bytes.getShort(start) & 0xffff;
        to = bytes.getShort(start + 2) & 0xffff;
        header = 8;
      }
      case ICMP, ICMP_V6 -> {
        from = bytes.get(start) & 0xff;
        to = bytes.get(start + 1) & 0xff;
        header = 8;
      }
      default -> {
        return Optional.empty();
      }
    }
    int payloadLength = Math.max(0, transportLength - header);
    // Short frames are padded: what lies behind the packet is not its payload.
    int captured = Math.max(0, Math.min(payloadLength, bytes.limit() - start - header));
    byte[] payload = new byte[captured];
    if (captured > 0) {
      bytes.position(start + header).get(payload);
    }
    return Optional.of(
        new Packet(
            time, source, destination, protocol, from, to, flags, length, payload, payloadLength));
  }

  private static String address(ByteBuffer bytes, int at, int size) {
    byte[] address = new byte[size];
    bytes.duplicate().position(at).get(address);
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address of " + size + " bytes", e);
    }
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
