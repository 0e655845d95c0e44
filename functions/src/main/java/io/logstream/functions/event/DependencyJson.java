package io.logstream.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.Dependency.Latency;
import io.logstream.functions.event.ServiceCall.Kind;
import java.io.IOException;
import java.util.Locale;

/**
 * The JSON of a {@link Dependency}, as {@code schema/dependency.v1.json} has it. Not thread-safe.
 */
public final class DependencyJson {

  /** The version that is written; a reader takes any document of this major version. */
  public static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonBytes out = new JsonBytes(384);

  /** The dependency's JSON, a new array. */
  public byte[] write(Dependency dependency) {
    out.reset().ascii("{\"v\":").number(VERSION);
    out.ascii(",\"caller\":").string(dependency.caller());
    out.ascii(",\"callee\":").string(dependency.callee());
    out.ascii(",\"kind\":").string(dependency.kind().name().toLowerCase(Locale.ROOT));
    out.ascii(",\"start\":").number(dependency.start());
    out.ascii(",\"end\":").number(dependency.end());
    out.ascii(",\"calls\":").number(dependency.calls());
    out.ascii(",\"errors\":").number(dependency.errors());
    latency("client", dependency.client());
    latency("server", dependency.server());
    if (dependency.bytes() != ServiceCall.UNKNOWN) {
      out.ascii(",\"bytes\":").number(dependency.bytes());
    }
    out.ascii(",\"rate\":").ascii(decimal(dependency.rate()));
    return out.raw('}').toByteArray();
  }

  private void latency(String side, Latency latency) {
    if (latency.isKnown()) {
      out.raw(',').string(side);
      out.ascii(":{\"p50_ms\":").ascii(decimal(latency.p50()));
      out.ascii(",\"p95_ms\":").ascii(decimal(latency.p95()));
      out.ascii(",\"p99_ms\":").ascii(decimal(latency.p99())).raw('}');
    }
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /**
   * The dependency of a JSON document.
   *
   * @throws IOException if it is no JSON or lacks what a dependency must have; the message names
   *     what
   */
  public static Dependency read(byte[] json) throws IOException {
    JsonNode node = JSON.readTree(json);
    if (node == null || !node.isObject() || node.path("v").asInt() != VERSION) {
      throw new IOException("dependency: expected an object with \"v\":" + VERSION);
    }
    if (node.path("caller").asText().isEmpty() || node.path("callee").asText().isEmpty()) {
      throw new IOException("dependency: expected \"caller\" and \"callee\"");
    }
    if (!node.path("start").isIntegralNumber() || !node.path("end").isIntegralNumber()) {
      throw new IOException(
          "dependency: expected \"start\" and \"end\", nanoseconds since the epoch");
    }
    String kind = node.path("kind").asText();
    try {
      return new Dependency(
          node.path("caller").asText(),
          node.path("callee").asText(),
          Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
          node.path("start").asLong(),
          node.path("end").asLong(),
          node.path("calls").asLong(),
          node.path("errors").asLong(),
          latency(node.path("client")),
          latency(node.path("server")),
          node.path("bytes").asLong(ServiceCall.UNKNOWN),
          node.path("rate").asDouble());
    } catch (IllegalArgumentException e) {
      throw new IOException("dependency: unknown kind \"" + kind + '"', e);
    }
  }

  private static Latency latency(JsonNode node) {
    return node.isObject()
        ? new Latency(
            node.path("p50_ms").asDouble(Double.NaN),
            node.path("p95_ms").asDouble(Double.NaN),
            node.path("p99_ms").asDouble(Double.NaN))
        : Latency.UNKNOWN;
  }
}
