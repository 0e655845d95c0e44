package io.logstream.functions.enrich;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.List;

/**
 * Sets {@code network.direction} by which side of the perimeter each end is on: {@code inbound},
 * {@code outbound}, {@code internal} or {@code external}, and names the configured network that an
 * end is in, under {@code logstream.source.network} and {@code logstream.destination.network}.
 */
final class Networks implements EventEnricher {

  /** The blocks that no one routes in the Internet (RFC 6890): one's own where nothing is said. */
  static final List<String> PRIVATE =
      List.of(
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "::1/128",
          "fc00::/7",
          "fe80::/10");

  private final CidrTable<String> names;

  /** By a table of one's own networks and their names; an empty name is no name. */
  Networks(CidrTable<String> names) {
    this.names = names;
  }

  /** The table of the configured blocks, without names. */
  static CidrTable<String> table(List<String> blocks) {
    CidrTable<String> table = new CidrTable<>();
    blocks.forEach(block -> table.put(block, ""));
    return table;
  }

  @Override
  public void enrich(Event event) {
    String from = event.textOrNull(EcsField.SOURCE_IP);
    String to = event.textOrNull(EcsField.DESTINATION_IP);
    if (from == null && to == null) {
      return;
    }
    String source = from == null ? null : names.get(IpNumber.of(from));
    String destination = to == null ? null : names.get(IpNumber.of(to));
    event.vendor("logstream.source.network", source);
    event.vendor("logstream.destination.network", destination);
    if (from != null && to != null && !event.has(EcsField.NETWORK_DIRECTION)) {
      event.set(EcsField.NETWORK_DIRECTION, direction(source != null, destination != null));
    }
  }

  private static String direction(boolean fromInside, boolean toInside) {
    if (fromInside) {
      return toInside ? "internal" : "outbound";
    }
    return toInside ? "inbound" : "external";
  }
}
