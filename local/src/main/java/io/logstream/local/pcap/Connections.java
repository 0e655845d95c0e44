package io.logstream.local.pcap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Puts packets together to connections. A connection is told when it is over, after {@link #IDLE}
 * without a packet, when more than {@value #MOST} are open (the one that was silent longest), and
 * at the end.
 */
final class Connections {

  private static final int MOST = 500_000;
  private static final long IDLE = 300_000_000_000L;

  /** UDP and ICMP say no end. */
  private static final long IDLE_WITHOUT_END = 60_000_000_000L;

  private static final int FIRST_EPHEMERAL = 1024;

  /** Takes what was seen. */
  interface Into {

    void connection(Connection connection);

    void dns(Connection connection, long time, Payloads.Question question);

    void http(Connection connection, long time, Payloads.Request request);

    void tls(Connection connection, long time, String serverName);
  }

  /** The ends in one order for both directions. */
  private record Key(int protocol, String low, String high) {

    static Key of(Packet packet) {
      boolean hasPorts = packet.protocol() == Packet.TCP || packet.protocol() == Packet.UDP;
      String from = packet.source() + '|' + (hasPorts ? packet.sourcePort() : 0);
      String to = packet.destination() + '|' + (hasPorts ? packet.destinationPort() : 0);
      return from.compareTo(to) <= 0
          ? new Key(packet.protocol(), from, to)
          : new Key(packet.protocol(), to, from);
    }
  }

  private final Into into;

  /** The one that was silent longest comes first. */
  private final LinkedHashMap<Key, Connection> open = new LinkedHashMap<>(1024, 0.75f, true);

  Connections(Into into) {
    this.into = into;
  }

  void add(Packet packet) {
    Key key = Key.of(packet);
    expire(packet.time());
    Connection connection = open.get(key);
    if (connection != null && isAnother(connection, packet)) {
      open.remove(key);
      into.connection(connection);
      connection = null;
    }
    if (connection == null) {
      connection = new Connection(uid(packet, key), packet, isReversed(packet));
      open.put(key, connection);
    }
    connection.add(packet);
    if (packet.payload().length > 0) {
      look(connection, packet);
    }
    if (open.size() > MOST) {
      close(open.entrySet().iterator());
    }
  }

  /** Whether the packet begins a connection between the ends of one that is over. */
  private static boolean isAnother(Connection connection, Packet packet) {
    boolean isSyn = packet.has(Packet.SYN) && !packet.has(Packet.ACK);
    return packet.time() - connection.end > idle(connection) || isSyn && connection.isOver();
  }

  private static long idle(Connection connection) {
    return connection.protocol == Packet.TCP ? IDLE : IDLE_WITHOUT_END;
  }

  /** Where the capture begins in its midst, the side with the well-known port is the responder. */
  private static boolean isReversed(Packet packet) {
    if (packet.protocol() == Packet.TCP && packet.has(Packet.SYN)) {
      return packet.has(Packet.ACK);
    }
    return packet.sourcePort() < FIRST_EPHEMERAL
        && packet.destinationPort() >= FIRST_EPHEMERAL
        && (packet.protocol() == Packet.TCP || packet.protocol() == Packet.UDP);
  }

  /** The same for the same capture, so that it may be read twice. */
  private static String uid(Packet packet, Key key) {
    String name = packet.time() + "|" + key.protocol + '|' + key.low + '|' + key.high;
    return "C" + UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString().replace("-", "");
  }

  private void look(Connection connection, Packet packet) {
    boolean isOriginators = connection.isFromOriginator(packet);
    if (packet.protocol() == Packet.UDP && connection.responderPort == 53 && !isOriginators) {
      Payloads.question(packet.payload())
          .ifPresent(
              question -> {
                connection.service = "dns";
                into.dns(connection, packet.time(), question);
              });
    } else if (packet.protocol() == Packet.TCP && isOriginators) {
      Payloads.serverName(packet.payload())
          .ifPresent(
              name -> {
                connection.service = "ssl";
                into.tls(connection, packet.time(), name);
              });
      Payloads.request(packet.payload())
          .ifPresent(
              request -> {
                connection.service = "http";
                into.http(connection, packet.time(), request);
              });
    }
  }

  private void expire(long now) {
    Iterator<Map.Entry<Key, Connection>> all = open.entrySet().iterator();
    while (all.hasNext()) {
      Connection oldest = all.next().getValue();
      if (now - oldest.end <= IDLE) {
        return;
      }
      all.remove();
      into.connection(oldest);
    }
  }

  private void close(Iterator<Map.Entry<Key, Connection>> at) {
    Connection connection = at.next().getValue();
    at.remove();
    into.connection(connection);
  }

  /** Tells of all that are still open. */
  void end() {
    open.values().forEach(into::connection);
    open.clear();
  }
}
