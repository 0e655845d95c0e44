package io.logstream.functions.otlp;

import java.util.Map;

/**
 * The attributes that all records of one sender share.
 *
 * @param attributes by their name in OpenTelemetry's semantic conventions; values as text
 */
public record Resource(Map<String, String> attributes) {

  /** A sender of which nothing is known. */
  public static final Resource UNKNOWN = new Resource(Map.of());

  public Resource {
    attributes = Map.copyOf(attributes);
  }

  /** {@code service.name}; empty where not stated. */
  public String service() {
    return attributes.getOrDefault("service.name", "");
  }

  /** The pod, instance or container, whichever is stated first; empty where none is. */
  public String instance() {
    return first("k8s.pod.name", "service.instance.id", "container.id");
  }

  /** The node or host; empty where not stated. */
  public String host() {
    return first("k8s.node.name", "host.name");
  }

  private String first(String... names) {
    for (String name : names) {
      String value = attributes.get(name);
      if (value != null) {
        return value;
      }
    }
    return "";
  }
}
