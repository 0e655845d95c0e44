package io.logstream.functions.threat.sigma;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Layer;
import java.util.Locale;
import java.util.Optional;

/** What of the traffic a rule's {@code logsource} means. */
public enum SigmaSource {
  PROXY(Layer.HTTP),
  DNS(Layer.DNS),
  FIREWALL(Layer.CONNECTION),
  ZEEK_CONN(Layer.CONNECTION),
  ZEEK_DNS(Layer.DNS),
  ZEEK_HTTP(Layer.HTTP),
  ZEEK_SSL(Layer.TLS);

  private final Layer layer;

  SigmaSource(Layer layer) {
    this.layer = layer;
  }

  /** Of which flows it is. */
  Layer layer() {
    return layer;
  }

  /** Whether a flow is of it. */
  boolean has(Flow flow) {
    return flow.layer() == layer;
  }

  /** Of a rule's columns; empty where flows do not hold such records. */
  static Optional<SigmaSource> of(String category, String product, String service) {
    if (product.equals("zeek")) {
      String zeek = service.isEmpty() ? category : service;
      return named("ZEEK_" + zeek.toUpperCase(Locale.ROOT));
    }
    // A product, such as a make of firewall, has the taxonomy's fields once it is a flow.
    return category.equals("proxy") || category.equals("dns") || category.equals("firewall")
        ? named(category.toUpperCase(Locale.ROOT))
        : Optional.empty();
  }

  private static Optional<SigmaSource> named(String name) {
    for (SigmaSource source : values()) {
      if (source.name().equals(name)) {
        return Optional.of(source);
      }
    }
    return Optional.empty();
  }
}
