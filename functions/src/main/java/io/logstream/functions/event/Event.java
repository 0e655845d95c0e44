package io.logstream.functions.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * One log event as typed fields of the Elastic Common Schema, and the vendor's own fields beside
 * them.
 *
 * <p>An event is a reusable buffer: {@link #clear()} makes it empty again at a cost proportional to
 * the fields that were set, not to the size of the schema. It is not a value: do not keep one
 * across records, and do not share one between threads.
 *
 * <p>Setting an empty or null string leaves the field absent, so that a parser need not ask.
 */
public final class Event {

  private final long[] numbers = new long[EcsField.count()];
  private final Object[] objects = new Object[EcsField.count()];
  private final long[] present = new long[(EcsField.count() + 63) >>> 6];
  private final List<VendorField> vendor = new ArrayList<>();

  /**
   * A field of a vendor's own namespace.
   *
   * @param path from the document's root, for example {@code cisco.asa.message_id}
   * @param value a {@code String}, {@code Long}, {@code Double}, {@code Boolean} or {@link RawJson}
   */
  record VendorField(VendorPath path, Object value) {

    static final Comparator<VendorField> BY_PATH = Comparator.comparing(VendorField::path);
  }

  /** A JSON value kept as the text that it was read from, known to be well-formed. */
  public record RawJson(String text) {}

  /** Makes the event empty. */
  public void clear() {
    for (int word = 0; word < present.length; word++) {
      long bits = present[word];
      while (bits != 0) {
        objects[(word << 6) + Long.numberOfTrailingZeros(bits)] = null;
        bits &= bits - 1;
      }
      present[word] = 0;
    }
    vendor.clear();
  }

  /** Whether the field has a value. */
  public boolean has(EcsField field) {
    int i = field.ordinal();
    return (present[i >>> 6] & (1L << i)) != 0;
  }

  /** Makes the field absent. */
  public void remove(EcsField field) {
    int i = field.ordinal();
    present[i >>> 6] &= ~(1L << i);
    objects[i] = null;
  }

  private void mark(int i) {
    present[i >>> 6] |= 1L << i;
  }

  /**
   * Sets a textual field; on a field of many values, makes this its only value. Null and empty
   * leave it as it is.
   */
  public Event set(EcsField field, String value) {
    if (value == null || value.isEmpty()) {
      return this;
    }
    requireTextual(field);
    int i = field.ordinal();
    if (field.many()) {
      List<String> values = new ArrayList<>(2);
      values.add(value);
      objects[i] = values;
    } else {
      objects[i] = value;
    }
    mark(i);
    return this;
  }

  /**
   * Sets all values of a field of many, in their order, the same one as often as it comes. The list
   * is the event's from now on. An empty one leaves the field as it is.
   */
  public Event setAll(EcsField field, List<String> values) {
    if (!field.many()) {
      throw new IllegalArgumentException(field.path() + " holds one value");
    }
    if (!values.isEmpty()) {
      objects[field.ordinal()] = values;
      mark(field.ordinal());
    }
    return this;
  }

  /** Sets a field of type {@code LONG}, or {@code DATE} in nanoseconds since the epoch. */
  public Event set(EcsField field, long value) {
    if (field.type() != EcsField.Type.LONG && field.type() != EcsField.Type.DATE) {
      throw new IllegalArgumentException(
          field.path() + " is of type " + field.type() + ", not LONG or DATE");
    }
    numbers[field.ordinal()] = value;
    mark(field.ordinal());
    return this;
  }

  /**
   * Sets a field of type {@code DOUBLE}. Values that JSON cannot hold (not a number, infinite)
   * leave it as it is.
   */
  public Event set(EcsField field, double value) {
    if (field.type() != EcsField.Type.DOUBLE) {
      throw new IllegalArgumentException(
          field.path() + " is of type " + field.type() + ", not DOUBLE");
    }
    if (Double.isFinite(value)) {
      numbers[field.ordinal()] = Double.doubleToRawLongBits(value);
      mark(field.ordinal());
    }
    return this;
  }

  /** Sets a field of type {@code BOOLEAN}. */
  public Event set(EcsField field, boolean value) {
    if (field.type() != EcsField.Type.BOOLEAN) {
      throw new IllegalArgumentException(
          field.path() + " is of type " + field.type() + ", not BOOLEAN");
    }
    numbers[field.ordinal()] = value ? 1 : 0;
    mark(field.ordinal());
    return this;
  }

  /** Adds a value to a field of many values, once. Null and empty add nothing. */
  public Event add(EcsField field, String value) {
    if (value == null || value.isEmpty()) {
      return this;
    }
    if (!field.many()) {
      throw new IllegalArgumentException(field.path() + " holds one value");
    }
    int i = field.ordinal();
    if (!has(field)) {
      return set(field, value);
    }
    @SuppressWarnings("unchecked") // Only lists of strings are ever put at a field of many values.
    List<String> values = (List<String>) objects[i];
    if (!values.contains(value)) {
      values.add(value);
    }
    return this;
  }

  private static void requireTextual(EcsField field) {
    switch (field.type()) {
      case KEYWORD, TEXT, IP, GEO_POINT, OBJECT -> {}
      default ->
          throw new IllegalArgumentException(
              field.path() + " is of type " + field.type() + ", not textual");
    }
  }

  /**
   * The text of a textual field, the first of many; null where it is absent. For the hot path; see
   * {@link #text}.
   */
  public String textOrNull(EcsField field) {
    if (!has(field)) {
      return null;
    }
    Object value = objects[field.ordinal()];
    return value instanceof List<?> list ? (String) list.get(0) : (String) value;
  }

  /** The text of a textual field, the first where there are many. */
  public Optional<String> text(EcsField field) {
    return Optional.ofNullable(textOrNull(field));
  }

  /** All values of a field of many values, in the order in which they were added. */
  public List<String> texts(EcsField field) {
    if (!has(field)) {
      return List.of();
    }
    Object value = objects[field.ordinal()];
    if (value instanceof List<?>) {
      @SuppressWarnings("unchecked") // As in add.
      List<String> values = (List<String>) value;
      return Collections.unmodifiableList(values);
    }
    return List.of((String) value);
  }

  /** The value of a {@code LONG} or {@code DATE} field, or the given default where it is absent. */
  public long number(EcsField field, long otherwise) {
    return has(field) ? numbers[field.ordinal()] : otherwise;
  }

  /** The value of a {@code DOUBLE} field, or the given default where it is absent. */
  public double decimal(EcsField field, double otherwise) {
    return has(field) ? Double.longBitsToDouble(numbers[field.ordinal()]) : otherwise;
  }

  /** The value of a {@code BOOLEAN} field, or the given default where it is absent. */
  public boolean flag(EcsField field, boolean otherwise) {
    return has(field) ? numbers[field.ordinal()] != 0 : otherwise;
  }

  /**
   * Sets a vendor's own text field.
   *
   * @param path the dotted path from the root, for example {@code fortinet.firewall.policyid}; its
   *     first part is the vendor's namespace and must not be one of the schema's objects
   */
  public Event vendor(String path, String value) {
    if (value != null && !value.isEmpty()) {
      vendor.add(new VendorField(VendorPath.of(path), value));
    }
    return this;
  }

  /** Sets a vendor's own integer field. */
  public Event vendor(String path, long value) {
    vendor.add(new VendorField(VendorPath.of(path), value));
    return this;
  }

  /** Sets a vendor's own decimal field. */
  public Event vendor(String path, double value) {
    if (Double.isFinite(value)) {
      vendor.add(new VendorField(VendorPath.of(path), value));
    }
    return this;
  }

  /** Sets a vendor's own boolean field. */
  public Event vendor(String path, boolean value) {
    vendor.add(new VendorField(VendorPath.of(path), value));
    return this;
  }

  /** Sets a vendor's own field to a JSON value. */
  public Event vendor(String path, RawJson value) {
    vendor.add(new VendorField(VendorPath.of(path), value));
    return this;
  }

  /** The last value set at a vendor path, as text. */
  public Optional<String> vendorText(String path) {
    for (int i = vendor.size() - 1; i >= 0; i--) {
      if (vendor.get(i).path().toString().equals(path)) {
        Object value = vendor.get(i).value();
        return Optional.of(value instanceof RawJson raw ? raw.text() : value.toString());
      }
    }
    return Optional.empty();
  }

  /** Gives each vendor field's path and value, in the order in which they were set. */
  public void forEachVendor(BiConsumer<String, Object> to) {
    vendor.forEach(field -> to.accept(field.path().toString(), field.value()));
  }

  List<VendorField> vendorFields() {
    return vendor;
  }

  long[] presentWords() {
    return present;
  }

  Object object(int ordinal) {
    return objects[ordinal];
  }

  long bits(int ordinal) {
    return numbers[ordinal];
  }

  /** The event as JSON, for a person to read. */
  @Override
  public String toString() {
    return new String(new EventJson().write(this), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Event event
        && Arrays.equals(new EventJson().write(this), new EventJson().write(event));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(new EventJson().write(this));
  }
}
