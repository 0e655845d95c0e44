package io.logstream.functions.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The columns of a row, each read as its type or refused with what was expected. A column that is
 * SQL's {@code NULL} is absent; columns that nobody asks for are left alone.
 */
public final class Columns {

  private final String id;
  private final JsonNode row;

  /** The columns of a row, a JSON object. */
  public Columns(String id, JsonNode row) {
    this.id = id;
    this.row = row;
  }

  /** The row's id. */
  public String id() {
    return id;
  }

  /** Whether the column has a value. */
  public boolean has(String column) {
    return row.hasNonNull(column);
  }

  /** A text that must be there and not be blank. */
  public String text(String column) throws InvalidRowException {
    JsonNode value = row.path(column);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw expected(column, "a text");
    }
    return value.textValue();
  }

  /** A text that may be absent. */
  public String textOr(String column, String otherwise) throws InvalidRowException {
    return has(column) ? text(column) : otherwise;
  }

  /** A number within bounds that may be absent. */
  public double number(String column, double least, double most, double otherwise)
      throws InvalidRowException {
    return has(column) ? number(column, least, most) : otherwise;
  }

  /** A number within bounds, both included, that must be there. */
  public double number(String column, double least, double most) throws InvalidRowException {
    JsonNode value = row.path(column);
    if (!value.isNumber() || value.doubleValue() < least || value.doubleValue() > most) {
      throw expected(column, "a number from %s to %s".formatted(least, most));
    }
    return value.doubleValue();
  }

  /** A whole number within bounds, both included, that must be there. */
  public long whole(String column, long least, long most) throws InvalidRowException {
    JsonNode value = row.path(column);
    if (!value.isIntegralNumber() || value.longValue() < least || value.longValue() > most) {
      throw expected(column, "a whole number from %d to %d".formatted(least, most));
    }
    return value.longValue();
  }

  /** A truth value that may be absent. */
  public boolean flag(String column, boolean otherwise) throws InvalidRowException {
    if (!has(column)) {
      return otherwise;
    }
    if (!row.path(column).isBoolean()) {
      throw expected(column, "true or false");
    }
    return row.path(column).booleanValue();
  }

  /** Texts that may be absent: an array, or one text with commas between. */
  public List<String> texts(String column) throws InvalidRowException {
    List<String> texts = new ArrayList<>();
    JsonNode value = row.path(column);
    if (value.isArray()) {
      for (JsonNode item : value) {
        if (!item.isTextual()) {
          throw expected(column, "an array of texts");
        }
        texts.add(item.textValue());
      }
    } else if (value.isTextual()) {
      for (String part : value.textValue().split(",", -1)) {
        if (!part.isBlank()) {
          texts.add(part.strip());
        }
      }
    } else if (has(column)) {
      throw expected(column, "texts");
    }
    return List.copyOf(texts);
  }

  /** One of an enum's constants, in lower case; may be absent. */
  public <E extends Enum<E>> E oneOf(String column, Class<E> values, E otherwise)
      throws InvalidRowException {
    if (!has(column)) {
      return otherwise;
    }
    String found = text(column);
    for (E value : values.getEnumConstants()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(found)) {
        return value;
      }
    }
    List<String> names = new ArrayList<>();
    for (E value : values.getEnumConstants()) {
      names.add(value.name().toLowerCase(Locale.ROOT));
    }
    throw expected(column, "one of " + names);
  }

  /** The JSON of a column, such as a nested object; missing where it is absent. */
  public JsonNode json(String column) {
    return row.path(column);
  }

  /** What to throw where a column does not hold what it must. */
  public InvalidRowException expected(String column, String what) {
    JsonNode found = row.path(column);
    String text = found.isMissingNode() ? "nothing" : found.toString();
    return new InvalidRowException(
        "%s: expected %s, found %s"
            .formatted(column, what, text.length() > 200 ? text.substring(0, 200) + "…" : text));
  }
}
