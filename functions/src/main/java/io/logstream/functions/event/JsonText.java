package io.logstream.functions.event;

import java.util.Locale;
import java.util.Map;

/** Writes small wire documents: empty texts are left out. Not safe for two threads. */
public final class JsonText {

  private final JsonBytes out = new JsonBytes(512);

  /** Begins a document of a version. */
  public JsonText begin(int version) {
    out.reset().ascii("{\"v\":").number(version);
    return this;
  }

  /** A text, unless it is empty. */
  public JsonText text(String key, String value) {
    if (!value.isEmpty()) {
      out.ascii(",\"").ascii(key).ascii("\":").string(value);
    }
    return this;
  }

  /** An enum's constant, in lower case. */
  public JsonText constant(String key, Enum<?> value) {
    return text(key, value.name().toLowerCase(Locale.ROOT));
  }

  /** A whole number. */
  public JsonText number(String key, long value) {
    out.ascii(",\"").ascii(key).ascii("\":").number(value);
    return this;
  }

  /** An object of whole numbers. */
  public JsonText numbers(String key, Map<String, Long> values) {
    out.ascii(",\"").ascii(key).ascii("\":{");
    values.forEach((name, value) -> out.separate().string(name).raw(':').number(value));
    out.raw('}');
    return this;
  }

  /** The document, a new array. */
  public byte[] end() {
    return out.raw('}').toByteArray();
  }
}
