package io.logstream.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;

/** The JSON of a {@link Change}, as {@code schema/change.v1.json} has it. Not thread-safe. */
public final class ChangeJson {

  /** The version that is written; a reader takes any document of this major version. */
  public static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonBytes out = new JsonBytes(384);

  /** The change's JSON, a new array. */
  public byte[] write(Change change) {
    out.reset().ascii("{\"v\":").number(VERSION);
    text("id", change.id());
    text("kind", change.kind().name().toLowerCase(Locale.ROOT));
    text("service", change.service());
    text("version", change.version());
    text("previous_version", change.previousVersion());
    text("environment", change.environment());
    out.ascii(",\"at\":").number(change.at());
    text("by", change.by());
    text("description", change.description());
    return out.raw('}').toByteArray();
  }

  private void text(String key, String value) {
    if (!value.isEmpty()) {
      out.separate().raw('"').ascii(key).raw('"').raw(':').string(value);
    }
  }

  /**
   * The change of a JSON document.
   *
   * @throws IOException if it is no JSON or lacks what a change must have; the message names what
   */
  public static Change read(byte[] json) throws IOException {
    JsonNode node = JSON.readTree(json);
    if (node == null || !node.isObject() || node.path("v").asInt() != VERSION) {
      throw new IOException("change: expected an object with \"v\":" + VERSION);
    }
    if (node.path("service").asText().isEmpty() || !node.path("at").isIntegralNumber()) {
      throw new IOException("change: expected \"service\" and \"at\", nanoseconds since the epoch");
    }
    String kind = node.path("kind").asText();
    try {
      return new Change(
          node.path("id").asText(),
          Change.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
          node.path("service").asText(),
          node.path("version").asText(),
          node.path("previous_version").asText(),
          node.path("environment").asText(),
          node.path("at").asLong(),
          node.path("by").asText(),
          node.path("description").asText());
    } catch (IllegalArgumentException e) {
      throw new IOException("change: unknown kind \"" + kind + '"', e);
    }
  }
}
