package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.ParseContext;
import java.util.HashMap;
import java.util.Map;

/**
 * The table from a vendor's names to the schema's fields. A name that is not in it, and a value
 * that is not of the field's type, stays the vendor's own under its namespace; nothing is lost.
 *
 * <p>Built once a format, then only read.
 */
final class VendorFields {

  /** What a name of the vendor means where it is more than a value for one field. */
  interface Meaning {
    void take(Event event, String value, ParseContext context);
  }

  private final String format;
  private final String namespace;
  private final Map<String, Meaning> meanings = new HashMap<>();
  private final Map<String, EcsField> fields = new HashMap<>();

  /** An empty table; what it does not know goes under the namespace. */
  VendorFields(String format, String namespace) {
    this.format = format;
    this.namespace = namespace;
  }

  /** A table that knows what this one knows, and keeps what it does not under another namespace. */
  VendorFields under(String otherNamespace) {
    VendorFields other = new VendorFields(format, otherNamespace);
    other.meanings.putAll(meanings);
    other.fields.putAll(fields);
    return other;
  }

  /** Names that all mean one field. The first that a line has wins. */
  VendorFields map(EcsField field, String... names) {
    for (String name : names) {
      fields.put(name, field);
      meanings.remove(name);
    }
    return this;
  }

  /** A name that means more than one field, or a field after a conversion. */
  VendorFields map(String name, Meaning meaning) {
    meanings.put(name, meaning);
    return this;
  }

  /** Names that say nothing which the other fields do not. */
  VendorFields ignore(String... names) {
    for (String name : names) {
      meanings.put(name, (event, value, context) -> {});
    }
    return this;
  }

  /** Whether the table has the name. */
  boolean knows(String name) {
    return fields.containsKey(name) || meanings.containsKey(name);
  }

  /** Takes a value into the event. An empty one says nothing. */
  void take(Event event, String name, String value, ParseContext context) {
    if (value.isEmpty()) {
      return;
    }
    Meaning meaning = meanings.get(name);
    if (meaning != null) {
      meaning.take(event, value, context);
      return;
    }
    EcsField field = fields.get(name);
    if (field == null
        || event.has(field) && !field.many() && !isOverridable(field)
        || !Values.set(event, field, value, format, context)) {
      own(event, name, value);
    }
  }

  /** What the wrapping around the line told of itself gives way to what the line says. */
  private static boolean isOverridable(EcsField field) {
    return switch (field) {
      case TIMESTAMP, LOG_LEVEL, PROCESS_NAME, PROCESS_PID, MESSAGE -> true;
      default -> false;
    };
  }

  /** Keeps a value under the vendor's namespace. */
  void own(Event event, String name, String value) {
    event.vendor(path(name), value);
  }

  /** Keeps an integer under the vendor's namespace. */
  void own(Event event, String name, long value) {
    event.vendor(path(name), value);
  }

  /** The path of a name under the vendor's namespace. */
  String path(String name) {
    return namespace + "." + (name.isEmpty() ? "empty" : name);
  }
}
