package io.logstream.functions.threat.intelligence;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.threat.intelligence.Indicator.Type;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Indicators to match flows with: by hash table for what is exact, by one hash table for each
 * length of prefix for networks, label by label for domains. Immutable.
 */
public final class Indicators {

  /** No indicators at all. */
  public static final Indicators NONE = new Indicators(java.util.List.of());

  private final Map<Type, Map<String, Indicator>> exact = new EnumMap<>(Type.class);
  private final Map<Integer, Map<String, Indicator>> networks = new TreeMap<>();
  private final int size;

  /** Of two for the same value, the one that expires later holds. */
  public Indicators(Collection<Indicator> indicators) {
    for (Indicator indicator : indicators) {
      if (indicator.type() == Type.NETWORK) {
        Network network = Network.parse(indicator.value()).orElseThrow();
        put(
            networks.computeIfAbsent(network.bits(), b -> new HashMap<>()),
            network.prefix(),
            indicator);
      } else {
        put(
            exact.computeIfAbsent(indicator.type(), t -> new HashMap<>()),
            indicator.value(),
            indicator);
      }
    }
    size = indicators.size();
  }

  private static void put(Map<String, Indicator> map, String key, Indicator indicator) {
    map.merge(key, indicator, (a, b) -> a.expires() >= b.expires() ? a : b);
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** The first indicator that the flow matches and that holds at its time. */
  public Optional<Indicator> match(Flow flow) {
    Flow.Names names = flow.names();
    Indicator found = exact(Type.HASH, names.hash(), flow);
    found = found != null ? found : url(names, flow);
    found = found != null ? found : domain(names.question(), flow);
    found = found != null ? found : domain(names.wanted(), flow);
    found = found != null ? found : address(flow.destination().ip(), flow);
    found = found != null ? found : address(flow.source().ip(), flow);
    return Optional.ofNullable(found);
  }

  private Indicator exact(Type type, String value, Flow flow) {
    Map<String, Indicator> ofType = exact.get(type);
    return ofType == null || value.isEmpty() ? null : holding(ofType.get(value), flow);
  }

  private static Indicator holding(Indicator indicator, Flow flow) {
    return indicator != null && flow.start() < indicator.expires() ? indicator : null;
  }

  private Indicator url(Flow.Names names, Flow flow) {
    if (!exact.containsKey(Type.URL) || names.url().isEmpty()) {
      return null;
    }
    if (names.url().contains("://")) {
      return exact(Type.URL, names.url(), flow);
    }
    Indicator plain = exact(Type.URL, "http://" + names.host() + names.url(), flow);
    return plain != null ? plain : exact(Type.URL, "https://" + names.host() + names.url(), flow);
  }

  private Indicator domain(String name, Flow flow) {
    if (!exact.containsKey(Type.DOMAIN)) {
      return null;
    }
    String rest = name;
    while (!rest.isEmpty()) {
      Indicator found = exact(Type.DOMAIN, rest, flow);
      int dot = rest.indexOf('.');
      if (found != null || dot < 0) {
        return found;
      }
      rest = rest.substring(dot + 1);
    }
    return null;
  }

  private Indicator address(String ip, Flow flow) {
    Indicator found = exact(Type.IP, ip, flow);
    if (found != null || networks.isEmpty() || !IpAddresses.isAddress(ip)) {
      return found;
    }
    byte[] bytes = Network.bytes(ip);
    for (Map.Entry<Integer, Map<String, Indicator>> ofLength : networks.entrySet()) {
      if (ofLength.getKey() <= 8 * bytes.length) {
        found = holding(ofLength.getValue().get(Network.masked(bytes, ofLength.getKey())), flow);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
