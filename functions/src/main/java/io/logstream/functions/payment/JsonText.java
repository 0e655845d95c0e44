package io.logstream.functions.payment;

import io.logstream.functions.event.JsonBytes;
import java.util.Locale;
import java.util.Map;

/** Writes the documents of this package: empty texts are left out. Not safe for two threads. */
final class JsonText {

  private final JsonBytes out = new JsonBytes(512);

  JsonText begin(int version) {
    out.reset().ascii("{\"v\":").number(version);
    return this;
  }

  JsonText text(String key, String value) {
    if (!value.isEmpty()) {
      out.ascii(",\"").ascii(key).ascii("\":").string(value);
    }
    return this;
  }

  JsonText constant(String key, Enum<?> value) {
    return text(key, value.name().toLowerCase(Locale.ROOT));
  }

  JsonText number(String key, long value) {
    out.ascii(",\"").ascii(key).ascii("\":").number(value);
    return this;
  }

  JsonText numbers(String key, Map<String, Long> values) {
    out.ascii(",\"").ascii(key).ascii("\":{");
    values.forEach((name, value) -> out.separate().string(name).raw(':').number(value));
    out.raw('}');
    return this;
  }

  byte[] end() {
    return out.raw('}').toByteArray();
  }
}
