package io.logstream.functions.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The values of OTLP's JSON, read from where a parser stands. */
final class OtlpValues {

  private static final int SEVERITIES_A_LEVEL = 4;
  private static final String[] LEVELS = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};

  private OtlpValues() {}

  static IOException unexpected(JsonParser json, String expected) throws IOException {
    return new IOException(
        "otlp: expected "
            + expected
            + " at byte "
            + json.currentTokenLocation().getByteOffset()
            + ", found "
            + json.currentToken());
  }

  static String text(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return "";
    }
    if (!json.currentToken().isScalarValue()) {
      throw unexpected(json, "text");
    }
    return json.getText();
  }

  /** 64-bit integers are text in this encoding; numbers are taken too. */
  static long number(JsonParser json) throws IOException {
    try {
      return Long.parseLong(text(json));
    } catch (NumberFormatException e) {
      throw new IOException(unexpected(json, "an integer").getMessage(), e);
    }
  }

  static double real(JsonParser json) throws IOException {
    try {
      return Double.parseDouble(text(json));
    } catch (NumberFormatException e) {
      throw new IOException(unexpected(json, "a number").getMessage(), e);
    }
  }

  static <E extends Enum<E>> E constant(JsonParser json, E[] constants, String prefix)
      throws IOException {
    String text = text(json);
    for (E constant : constants) {
      if (text.equals(String.valueOf(constant.ordinal()))
          || text.equals(prefix + constant.name())) {
        return constant;
      }
    }
    return constants[0];
  }

  static int severity(JsonParser json) throws IOException {
    String text = text(json);
    if (!text.isEmpty() && Character.isDigit(text.charAt(0))) {
      return (int) number(json);
    }
    String name = text.substring(text.lastIndexOf('_') + 1).toUpperCase(Locale.ROOT);
    for (int i = 0; i < LEVELS.length; i++) {
      if (name.startsWith(LEVELS[i])) {
        String rest = name.substring(LEVELS[i].length());
        int step = rest.isEmpty() ? 0 : rest.charAt(0) - '1';
        return i * SEVERITIES_A_LEVEL + 1 + Math.max(0, Math.min(SEVERITIES_A_LEVEL - 1, step));
      }
    }
    return 0;
  }

  /** The attributes of an object that has some, such as a resource. */
  static Map<String, String> attributesOf(JsonParser json) throws IOException {
    Map<String, String> attributes = Map.of();
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw unexpected(json, "an object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals("attributes")) {
        attributes = attributes(json);
      } else {
        json.skipChildren();
      }
    }
    return attributes;
  }

  static Map<String, String> attributes(JsonParser json) throws IOException {
    Map<String, String> attributes = new HashMap<>(8);
    OtlpJson.each(
        json,
        () -> {
          String key = "";
          String value = "";
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
              case "key" -> key = text(json);
              case "value" -> value = any(json);
              default -> json.skipChildren();
            }
          }
          attributes.put(key, value);
        });
    return attributes;
  }

  /** An {@code AnyValue} as text; lists and maps as their JSON. */
  static String any(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return "";
    }
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw unexpected(json, "an object");
    }
    String value = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      if (json.nextToken().isScalarValue()) {
        value = text(json);
      } else {
        JsonNode tree = json.readValueAsTree();
        value = tree.toString();
      }
    }
    return value;
  }
}
