package io.logstream.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;

/** The fields of one JSON document, each asked for as what it must be. */
public final class JsonFields {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Names and keys are indexed, kept in state and shown: none is longer than this. */
  private static final int LONGEST = 256;

  private final String what;
  private final JsonNode node;

  private JsonFields(String what, JsonNode node) {
    this.what = what;
    this.node = node;
  }

  /**
   * @param what the document is called in errors
   * @throws IOException if it is no JSON object of this version
   */
  public static JsonFields of(String what, byte[] json, int version) throws IOException {
    JsonNode node = JSON.readTree(json);
    if (node == null || !node.isObject() || node.path("v").asInt() != version) {
      throw new IOException(what + ": expected an object with \"v\":" + version);
    }
    return new JsonFields(what, node);
  }

  /** A text that must be there. */
  public String required(String key) throws IOException {
    String text = optional(key);
    if (text.isEmpty()) {
      throw new IOException("%s: expected \"%s\", a text".formatted(what, key));
    }
    return text;
  }

  /** A text, empty where it is absent. */
  public String optional(String key) throws IOException {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return "";
    }
    if (!value.isTextual() || value.textValue().length() > LONGEST) {
      throw new IOException(
          "%s: expected \"%s\", a text of at most %d characters".formatted(what, key, LONGEST));
    }
    return value.textValue();
  }

  /** A whole number that must be there. */
  public long number(String key) throws IOException {
    JsonNode value = node.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IOException("%s: expected \"%s\", a whole number".formatted(what, key));
    }
    return value.longValue();
  }

  /** A whole number, or a default where it is absent. */
  public long number(String key, long absent) throws IOException {
    return node.has(key) ? number(key) : absent;
  }

  /** One of an enum's constants, in lower case. */
  public <T extends Enum<T>> T constant(String key, Class<T> type) throws IOException {
    String name = required(key);
    try {
      return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IOException("%s: unknown %s \"%s\"".formatted(what, key, name), e);
    }
  }

  /** An object within, empty where it is absent. */
  public JsonNode object(String key) {
    return node.path(key);
  }
}
