package io.logstream.functions.parse.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.HexFormat;

/** OTLP's {@code AnyValue} and its ids as plain JSON and text. */
final class OtlpValues {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private OtlpValues() {}

  /**
   * {@code {"kvlistValue":{"values":[{"key":"a","value":{"intValue":"1"}}]}}} as {@code {"a":1}}.
   */
  static JsonNode plain(JsonNode value) {
    if (value.has("stringValue")) {
      return value.path("stringValue");
    }
    if (value.has("intValue")) {
      JsonNode number = value.path("intValue");
      try {
        return NODES.numberNode(Long.parseLong(number.asText()));
      } catch (NumberFormatException e) {
        return number;
      }
    }
    if (value.has("doubleValue")) {
      return value.path("doubleValue");
    }
    if (value.has("boolValue")) {
      return value.path("boolValue");
    }
    if (value.has("bytesValue")) {
      return value.path("bytesValue");
    }
    if (value.has("arrayValue")) {
      return plainList(value.path("arrayValue").path("values"));
    }
    ObjectNode object = NODES.objectNode();
    for (JsonNode member : value.path("kvlistValue").path("values")) {
      object.set(member.path("key").asText(), plain(member.path("value")));
    }
    return object;
  }

  static ArrayNode plainList(JsonNode values) {
    ArrayNode list = NODES.arrayNode();
    for (JsonNode value : values) {
      list.add(plain(value));
    }
    return list;
  }

  /** The text of a value; JSON where it is no scalar. */
  static String text(JsonNode value) {
    JsonNode plain = plain(value);
    return plain.isValueNode() ? plain.asText() : plain.toString();
  }

  /**
   * An id in hexadecimal, as OTLP/JSON has it; those in base64, as the general mapping of protobuf
   * has it, are turned into that. Ids of zeros only are none.
   */
  static String id(JsonNode id, int bytes) {
    String text = id.asText("");
    String hex = text;
    if (text.length() == (bytes + 2) / 3 * 4 && text.length() != bytes * 2) {
      try {
        hex = HexFormat.of().formatHex(Base64.getDecoder().decode(text));
      } catch (IllegalArgumentException e) {
        hex = text;
      }
    }
    for (int i = 0; i < hex.length(); i++) {
      if (hex.charAt(i) != '0') {
        return hex;
      }
    }
    return "";
  }

  /** Nanoseconds since the epoch, as text or number; 0 where there are none. */
  static long nanos(JsonNode value) {
    if (value.isNumber()) {
      return Math.max(value.asLong(), 0);
    }
    try {
      return Math.max(Long.parseLong(value.asText("0")), 0);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
