package io.logstream.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.OptionalLong;

/** The JSON of a {@link LiveRow}, as {@code schema/live-row.v1.json} has it. Not thread-safe. */
public final class LiveRowJson {

  /** The version that is written; a reader takes any document of this major version. */
  public static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonBytes out = new JsonBytes(160);

  /** The row's JSON, a new array. */
  public byte[] write(LiveRow row) {
    out.reset().ascii("{\"v\":").number(VERSION);
    out.ascii(",\"metric\":").string(row.metric());
    if (!row.of().isEmpty()) {
      out.ascii(",\"of\":").string(row.of());
    }
    out.ascii(",\"second\":").number(row.second());
    if (row.value().isPresent()) {
      out.ascii(",\"value\":").number(row.value().getAsLong());
    }
    return out.raw('}').toByteArray();
  }

  /**
   * The row of a JSON document.
   *
   * @throws IOException if it is no JSON or lacks what a row must have; the message names what
   */
  public static LiveRow read(byte[] json) throws IOException {
    JsonNode node = JSON.readTree(json);
    if (node == null || !node.isObject() || node.path("v").asInt() != VERSION) {
      throw new IOException("live row: expected an object with \"v\":" + VERSION);
    }
    if (!node.path("metric").isTextual() || !node.path("second").isIntegralNumber()) {
      throw new IOException("live row: expected \"metric\" and \"second\", since the epoch");
    }
    JsonNode value = node.path("value");
    return new LiveRow(
        node.path("metric").asText(),
        node.path("of").asText(),
        node.path("second").asLong(),
        value.isIntegralNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty());
  }
}
