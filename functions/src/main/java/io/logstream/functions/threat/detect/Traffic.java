package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.threat.AddressScope;
import java.util.Set;

/** Questions about a flow that several detectors ask. */
final class Traffic {

  static final long SECOND = 1_000_000_000L;
  static final long MINUTE = 60 * SECOND;
  static final long HOUR = 60 * MINUTE;
  static final long DAY = 24 * HOUR;

  /** Services that answer a question sent to a group from their own port, to whoever asked. */
  private static final Set<Integer> DISCOVERY = Set.of(67, 137, 1900, 3702, 5353, 5355);

  /** Regular by their nature: time, addresses, names. */
  private static final Set<Integer> INFRASTRUCTURE = Set.of(53, 67, 68, 123, 137, 138, 5353, 5355);

  private Traffic() {}

  /** Between two hosts, each with an address of its own. */
  static boolean isUnicast(Flow flow) {
    return isHost(flow.source().ip()) && isHost(flow.destination().ip());
  }

  private static boolean isHost(String ip) {
    AddressScope scope = AddressScope.of(ip);
    return scope == AddressScope.INTERNAL || scope == AddressScope.EXTERNAL;
  }

  static boolean isInternal(String ip) {
    return AddressScope.of(ip) == AddressScope.INTERNAL;
  }

  static boolean isConnection(Flow flow) {
    return flow.layer() == Layer.CONNECTION;
  }

  /**
   * Whether the flow counts as one connection: a connection's own record, or a transaction whose
   * observer reports no connections.
   */
  static boolean countsOnce(Flow flow) {
    return flow.layer() == Layer.CONNECTION
        || flow.connection().isEmpty() && flow.layer() != Layer.OTHER;
  }

  /** An answer to a question that was sent to a group: nobody reaches out by it. */
  static boolean isDiscoveryAnswer(Flow flow) {
    return flow.transport().equals("udp")
        && DISCOVERY.contains(flow.source().port())
        && flow.destination().port() >= 1024;
  }

  static boolean isInfrastructure(Flow flow) {
    return flow.transport().equals("udp") && INFRASTRUCTURE.contains(flow.destination().port());
  }

  static boolean isFailed(Flow flow) {
    return flow.state() == Flow.State.ATTEMPTED || flow.state() == Flow.State.REJECTED;
  }

  static long seconds(Flow flow) {
    return Math.floorDiv(flow.start(), SECOND);
  }

  static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }

  static String duration(long nanos) {
    if (nanos >= 2 * HOUR) {
      return "%.1f h".formatted((double) nanos / HOUR);
    }
    return nanos >= 2 * MINUTE
        ? "%.1f min".formatted((double) nanos / MINUTE)
        : "%.1f s".formatted((double) nanos / SECOND);
  }
}
