package io.logstream.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which number each port of a stack has: the usual one, or its offset from a base, or one chosen
 * for it alone.
 *
 * @param base the first of {@link Port#SPAN} ports, or 0 for the usual ones
 * @param chosen ports given a number of their own, by name
 */
public record Ports(int base, Map<String, Integer> chosen) {

  /** Below the range from which Linux takes the ports of outgoing connections, 32768 and up. */
  private static final int FREE_FROM = 20_000;

  private static final int FREE_TO = 32_000;

  public Ports {
    if (base < 0 || base > 65_535 - Port.SPAN) {
      throw new IllegalArgumentException(
          "port base %d: expected 1 to %d".formatted(base, 65_535 - Port.SPAN));
    }
    chosen = Map.copyOf(chosen);
  }

  /** The ports that everybody knows these servers by. */
  public static Ports usual() {
    return new Ports(0, Map.of());
  }

  public static Ports from(int base) {
    return new Ports(base, Map.of());
  }

  /** A base from which on a whole span is free at this moment. */
  public static Ports free() {
    int spans = (FREE_TO - FREE_FROM) / Port.SPAN;
    int first = ThreadLocalRandom.current().nextInt(spans);
    for (int i = 0; i < spans; i++) {
      int base = FREE_FROM + (first + i) % spans * Port.SPAN;
      if (spanIsFree(base)) {
        return from(base);
      }
    }
    throw new StackException(
        "no %d ports in a row are free between %d and %d".formatted(Port.SPAN, FREE_FROM, FREE_TO));
  }

  public Ports with(String name, int number) {
    Map<String, Integer> more = new HashMap<>(chosen);
    more.put(name, number);
    return new Ports(base, more);
  }

  /** The same, with a port that only some stacks open, at its place. */
  public Ports opening(Port port) {
    return with(port.name(), of(port));
  }

  /** Whether {@link #opening} was asked for this port, or it was given a number. */
  boolean opens(Port port) {
    return chosen.containsKey(port.name());
  }

  public int of(Port port) {
    return of(port, 0);
  }

  /** The port of the process with this index, where there are several of a kind. */
  public int of(Port port, int index) {
    Integer own = chosen.get(port.name());
    if (own != null) {
      return own + index;
    }
    return (base == 0 ? port.usual() : base + port.offset()) + index;
  }

  static boolean isFree(int number) {
    try (ServerSocket socket = new ServerSocket()) {
      // A connection of a server that has just ended may linger on the port; that hinders nobody.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean spanIsFree(int base) {
    for (int number = base; number < base + Port.SPAN; number++) {
      if (!isFree(number)) {
        return false;
      }
    }
    return true;
  }
}
