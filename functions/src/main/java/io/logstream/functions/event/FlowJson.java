package io.logstream.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.Flow.Endpoint;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.event.Flow.Names;
import io.logstream.functions.event.Flow.State;
import io.logstream.functions.event.Flow.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * The JSON of a {@link Flow}, as {@code schema/flow.v1.json} has it. Empty texts and unknown
 * numbers are left out. Not safe for use by two threads: it keeps its buffer.
 */
public final class FlowJson {

  /** The version that is written; a reader takes any document of this major version. */
  public static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NANOS = 1_000_000_000L;

  private final JsonBytes out = new JsonBytes(512);

  /** The flow's JSON, a new array. */
  public byte[] write(Flow flow) {
    out.reset().ascii("{\"v\":").number(VERSION);
    text("id", flow.id());
    text("layer", name(flow.layer()));
    text("connection", flow.connection());
    key("start").raw('"').time(flow.start()).raw('"');
    number("duration", flow.duration());
    text("transport", flow.transport());
    text("service", flow.service());
    endpoint("source", flow.source());
    endpoint("destination", flow.destination());
    text("verdict", name(flow.verdict()));
    text("state", name(flow.state()));
    names(flow.names());
    text("user", flow.user());
    text("observer", flow.observer());
    return out.raw('}').toByteArray();
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private JsonBytes key(String key) {
    return out.separate().raw('"').ascii(key).raw('"').raw(':');
  }

  private void text(String key, String value) {
    if (!value.isEmpty()) {
      key(key).string(value);
    }
  }

  private void number(String key, long value) {
    if (value != Flow.UNKNOWN) {
      key(key).number(value);
    }
  }

  private void endpoint(String key, Endpoint endpoint) {
    key(key).raw('{');
    text("ip", endpoint.ip());
    number("port", endpoint.port());
    number("bytes", endpoint.bytes());
    number("packets", endpoint.packets());
    out.raw('}');
  }

  private void names(Names names) {
    if (names.equals(Names.NONE)) {
      return;
    }
    key("names").raw('{');
    text("question", names.question());
    text("question_type", names.questionType());
    text("response_code", names.responseCode());
    text("server_name", names.serverName());
    text("host", names.host());
    text("url", names.url());
    text("method", names.method());
    if (names.status() != 0) {
      number("status", names.status());
    }
    text("user_agent", names.userAgent());
    text("ja3", names.ja3());
    text("hash", names.hash());
    out.raw('}');
  }

  /**
   * Reads a flow; fields that it does not know are ignored.
   *
   * @throws IOException if it is no flow; the message names what was expected
   */
  public static Flow read(byte[] json) throws IOException {
    JsonNode node = JSON.readTree(json);
    if (node.path("v").asInt() != VERSION) {
      throw new IOException("flow: expected \"v\":1, found " + node.path("v"));
    }
    JsonNode names = node.path("names");
    return new Flow(
        node.path("id").asText(),
        constant(Layer.class, node, "layer"),
        node.path("connection").asText(),
        time(node.path("start").asText()),
        node.path("duration").asLong(Flow.UNKNOWN),
        node.path("transport").asText(),
        node.path("service").asText(),
        endpoint(node, "source"),
        endpoint(node, "destination"),
        constant(Verdict.class, node, "verdict"),
        constant(State.class, node, "state"),
        names.isMissingNode() ? Names.NONE : names(names),
        node.path("user").asText(),
        node.path("observer").asText());
  }

  private static <E extends Enum<E>> E constant(Class<E> type, JsonNode node, String key)
      throws IOException {
    String text = node.path(key).asText();
    for (E constant : type.getEnumConstants()) {
      if (name(constant).equals(text)) {
        return constant;
      }
    }
    throw new IOException("flow: expected a known " + key + ", found \"" + text + "\"");
  }

  private static long time(String text) throws IOException {
    try {
      Instant time = Instant.parse(text);
      return time.getEpochSecond() * NANOS + time.getNano();
    } catch (DateTimeParseException e) {
      throw new IOException("flow: expected an ISO time at start, found \"" + text + "\"", e);
    }
  }

  private static Endpoint endpoint(JsonNode node, String key) throws IOException {
    JsonNode side = node.path(key);
    String ip = side.path("ip").asText();
    if (ip.isEmpty()) {
      throw new IOException("flow: expected " + key + ".ip, found " + side);
    }
    return new Endpoint(
        ip,
        side.path("port").asInt(),
        side.path("bytes").asLong(Flow.UNKNOWN),
        side.path("packets").asLong(Flow.UNKNOWN));
  }

  private static Names names(JsonNode node) {
    return new Names(
        node.path("question").asText(),
        node.path("question_type").asText(),
        node.path("response_code").asText(),
        node.path("server_name").asText(),
        node.path("host").asText(),
        node.path("url").asText(),
        node.path("method").asText(),
        node.path("status").asInt(),
        node.path("user_agent").asText(),
        node.path("ja3").asText(),
        node.path("hash").asText());
  }
}
