package io.logstream.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.ServiceCall.Kind;
import io.logstream.functions.event.ServiceCall.Side;
import java.io.IOException;
import java.util.Locale;

/**
 * The JSON of a {@link ServiceCall}, as {@code schema/service-call.v1.json} has it. Empty texts and
 * unknown numbers are left out. Not safe for use by two threads: it keeps its buffer.
 */
public final class ServiceCallJson {

  /** The version that is written; a reader takes any document of this major version. */
  public static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonBytes out = new JsonBytes(384);

  /** The call's JSON, a new array. */
  public byte[] write(ServiceCall call) {
    out.reset().ascii("{\"v\":").number(VERSION);
    text("id", call.id());
    text("side", call.side().name().toLowerCase(Locale.ROOT));
    text("kind", call.kind().name().toLowerCase(Locale.ROOT));
    text("caller", call.caller());
    text("callee", call.callee());
    text("operation", call.operation());
    text("trace", call.traceId());
    text("span", call.spanId());
    text("parent", call.parentSpanId());
    out.ascii(",\"start\":").number(call.start());
    if (call.duration() != ServiceCall.UNKNOWN) {
      out.ascii(",\"duration\":").number(call.duration());
    }
    if (call.failed()) {
      out.ascii(",\"failed\":true");
    }
    if (call.bytes() != ServiceCall.UNKNOWN) {
      out.ascii(",\"bytes\":").number(call.bytes());
    }
    return out.raw('}').toByteArray();
  }

  private void text(String key, String value) {
    if (!value.isEmpty()) {
      out.separate().raw('"').ascii(key).raw('"').raw(':').string(value);
    }
  }

  /**
   * The call of a JSON document.
   *
   * @throws IOException if it is no JSON or lacks what a call must have; the message names what
   */
  public static ServiceCall read(byte[] json) throws IOException {
    JsonNode node = JSON.readTree(json);
    if (node == null || !node.isObject() || node.path("v").asInt() != VERSION) {
      throw new IOException("call: expected an object with \"v\":" + VERSION);
    }
    if (!node.path("start").isIntegralNumber()) {
      throw new IOException("call: expected \"start\", nanoseconds since the epoch");
    }
    return new ServiceCall(
        node.path("id").asText(),
        constant(Side.class, node, "side"),
        constant(Kind.class, node, "kind"),
        node.path("caller").asText(),
        node.path("callee").asText(),
        node.path("operation").asText(),
        node.path("trace").asText(),
        node.path("span").asText(),
        node.path("parent").asText(),
        node.path("start").asLong(),
        node.path("duration").asLong(ServiceCall.UNKNOWN),
        node.path("failed").asBoolean(),
        node.path("bytes").asLong(ServiceCall.UNKNOWN));
  }

  private static <T extends Enum<T>> T constant(Class<T> type, JsonNode node, String key)
      throws IOException {
    String name = node.path(key).asText();
    try {
      return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IOException("call: unknown " + key + " \"" + name + '"', e);
    }
  }
}
