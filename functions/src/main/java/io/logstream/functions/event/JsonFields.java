package io.logstream.functions.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The fields of one small JSON document, each asked for as what it must be. The document is read
 * once, without a tree; a field that it has twice counts as it was last.
 */
public final class JsonFields {

  private static final JsonFactory JSON = new JsonFactory();

  /** Names and keys are indexed, kept in state and shown: none is longer than this. */
  private static final int LONGEST = 256;

  /** In the place of a value that no field here may have: a fraction, null, an array. */
  private static final Object UNFIT = new Object();

  private final String what;
  private String[] names = new String[16];

  /** A String, a Long, a map of Longs, or {@link #UNFIT}. */
  private Object[] values = new Object[16];

  private int size;

  private JsonFields(String what) {
    this.what = what;
  }

  /**
   * @param what the document is called in errors
   * @throws IOException if it is no JSON object of this version
   */
  public static JsonFields of(String what, byte[] json, int version) throws IOException {
    JsonFields fields = new JsonFields(what);
    fields.read(json);
    if (!(fields.value("v") instanceof Long found) || found != version) {
      throw new IOException(what + ": expected an object with \"v\":" + version);
    }
    return fields;
  }

  private void read(byte[] document) throws IOException {
    try (JsonParser json = JSON.createParser(document)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        if (size == names.length) {
          names = Arrays.copyOf(names, 2 * size);
          values = Arrays.copyOf(values, 2 * size);
        }
        names[size] = json.currentName();
        values[size++] = value(json, json.nextToken());
      }
    }
  }

  private static Object value(JsonParser json, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT -> wholeNumber(json);
      case START_OBJECT -> wholeNumbers(json);
      case START_ARRAY -> {
        json.skipChildren();
        yield UNFIT;
      }
      default -> UNFIT;
    };
  }

  private static Object wholeNumber(JsonParser json) throws IOException {
    return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? UNFIT : json.getLongValue();
  }

  private static Object wholeNumbers(JsonParser json) throws IOException {
    SortedMap<String, Long> numbers = new TreeMap<>();
    boolean isFit = true;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (value(json, json.nextToken()) instanceof Long number) {
        numbers.put(name, number);
      } else {
        isFit = false;
      }
    }
    return isFit ? numbers : UNFIT;
  }

  /** Null where it is absent. */
  private Object value(String key) {
    for (int i = size - 1; i >= 0; i--) {
      if (names[i].equals(key)) {
        return values[i];
      }
    }
    return null;
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
    Object value = value(key);
    if (value == null) {
      return "";
    }
    if (!(value instanceof String text) || text.length() > LONGEST) {
      throw new IOException(
          "%s: expected \"%s\", a text of at most %d characters".formatted(what, key, LONGEST));
    }
    return text;
  }

  /** A whole number that must be there. */
  public long number(String key) throws IOException {
    if (!(value(key) instanceof Long number)) {
      throw new IOException("%s: expected \"%s\", a whole number".formatted(what, key));
    }
    return number;
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

  /** An object of whole numbers, empty where it is absent. */
  @SuppressWarnings("unchecked") // The only maps among the values are those of wholeNumbers.
  public SortedMap<String, Long> numbers(String key) throws IOException {
    Object value = value(key);
    if (value == null) {
      return Collections.emptySortedMap();
    }
    if (!(value instanceof SortedMap<?, ?> numbers)) {
      throw new IOException("%s: expected \"%s\", an object of whole numbers".formatted(what, key));
    }
    return (SortedMap<String, Long>) numbers;
  }
}
