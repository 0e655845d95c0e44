package io.logstream.functions.enrich;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Sets {@code network.community_id}: one name for both directions of a connection, the same in
 * every tool that implements the <a href="https://github.com/corelight/community-id-spec">Community
 * ID Flow Hashing</a>, version 1, seed 0. Not safe for use by two threads.
 */
public final class CommunityId implements EventEnricher {

  private static final Map<String, Integer> PROTOCOLS =
      Map.of("icmp", 1, "tcp", 6, "udp", 17, "ipv6-icmp", 58, "icmp6", 58, "sctp", 132);
  private static final int ICMP = 1;
  private static final int ICMP6 = 58;

  /** ICMP messages and their answers, by type. */
  private static final Map<Integer, Integer> ICMP_ANSWERS =
      Map.ofEntries(
          Map.entry(8, 0),
          Map.entry(0, 8),
          Map.entry(13, 14),
          Map.entry(14, 13),
          Map.entry(15, 16),
          Map.entry(16, 15),
          Map.entry(10, 9),
          Map.entry(9, 10),
          Map.entry(17, 18),
          Map.entry(18, 17));

  private static final Map<Integer, Integer> ICMP6_ANSWERS =
      Map.ofEntries(
          Map.entry(128, 129),
          Map.entry(129, 128),
          Map.entry(133, 134),
          Map.entry(134, 133),
          Map.entry(135, 136),
          Map.entry(136, 135),
          Map.entry(130, 131),
          Map.entry(131, 130),
          Map.entry(139, 140),
          Map.entry(140, 139),
          Map.entry(144, 145),
          Map.entry(145, 144));

  private final MessageDigest sha1;

  public CommunityId() {
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }

  @Override
  public void enrich(Event event) {
    if (event.has(EcsField.NETWORK_COMMUNITY_ID)
        || !event.has(EcsField.SOURCE_IP)
        || !event.has(EcsField.DESTINATION_IP)) {
      return;
    }
    int protocol = protocol(event);
    boolean hasPorts = event.has(EcsField.SOURCE_PORT) && event.has(EcsField.DESTINATION_PORT);
    // An ICMP message's type and code stand where ports would, which few logs state.
    if (protocol < 0 || !hasPorts) {
      return;
    }
    event.set(
        EcsField.NETWORK_COMMUNITY_ID,
        of(
            event.textOrNull(EcsField.SOURCE_IP),
            event.textOrNull(EcsField.DESTINATION_IP),
            protocol,
            (int) event.number(EcsField.SOURCE_PORT, 0),
            (int) event.number(EcsField.DESTINATION_PORT, 0)));
  }

  private static int protocol(Event event) {
    String transport = event.textOrNull(EcsField.NETWORK_TRANSPORT);
    return transport == null ? -1 : protocol(transport);
  }

  private static int protocol(String transport) {
    return PROTOCOLS.getOrDefault(transport.toLowerCase(Locale.ROOT), -1);
  }

  /**
   * The id of a connection.
   *
   * @param transport such as {@code tcp}
   * @param sourcePort the port; of ICMP the type
   * @param destinationPort the port; of ICMP the code
   * @return empty for a transport that the specification does not number
   */
  public Optional<String> of(
      String transport, String source, int sourcePort, String destination, int destinationPort) {
    int protocol = protocol(transport);
    return protocol < 0
        ? Optional.empty()
        : Optional.of(of(source, destination, protocol, sourcePort, destinationPort));
  }

  /**
   * The id of a connection.
   *
   * @param protocol IANA's number
   * @param sourcePort the port; of ICMP the type
   * @param destinationPort the port; of ICMP the code
   */
  String of(String source, String destination, int protocol, int sourcePort, int destinationPort) {
    byte[] from = IpNumber.of(source).bytes();
    byte[] to = IpNumber.of(destination).bytes();
    int fromPort = sourcePort;
    int toPort = destinationPort;
    boolean isOneWay = false;
    if (protocol == ICMP || protocol == ICMP6) {
      Integer answer = (protocol == ICMP ? ICMP_ANSWERS : ICMP6_ANSWERS).get(sourcePort);
      isOneWay = answer == null;
      toPort = isOneWay ? destinationPort : answer;
    }
    if (!isOneWay && isAfter(from, to, fromPort, toPort)) {
      byte[] address = from;
      from = to;
      to = address;
      int port = fromPort;
      fromPort = toPort;
      toPort = port;
    }
    ByteBuffer tuple =
        ByteBuffer.allocate(2 + from.length + to.length + 2 + 4)
            .putShort((short) 0)
            .put(from)
            .put(to)
            .put((byte) protocol)
            .put((byte) 0)
            .putShort((short) fromPort)
            .putShort((short) toPort);
    return "1:" + Base64.getEncoder().encodeToString(sha1.digest(tuple.array()));
  }

  private static boolean isAfter(byte[] from, byte[] to, int fromPort, int toPort) {
    int order = java.util.Arrays.compareUnsigned(from, to);
    return order > 0 || order == 0 && fromPort > toPort;
  }
}
