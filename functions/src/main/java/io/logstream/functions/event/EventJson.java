package io.logstream.functions.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logstream.functions.event.Event.RawJson;
import io.logstream.functions.event.Event.VendorField;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes an {@link Event} as one JSON object in UTF-8, nested by its dotted paths, without a map in
 * between.
 *
 * <p>The schema's fields come in the order of {@link EcsField}, the vendor's after them by name.
 * Not safe for use by two threads: it keeps its buffer.
 */
public final class EventJson {

  /** By field: what opens its objects, outermost first, and at the end its key. */
  private static final byte[][][] OPENINGS = new byte[EcsField.count()][][];

  /** By field: a number for each of its objects, outermost first; fields of one object share it. */
  private static final int[][] OBJECTS = new int[EcsField.count()][];

  static {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < OPENINGS.length; i++) {
      List<String> segments = EcsField.at(i).segments();
      int depth = segments.size() - 1;
      OPENINGS[i] = new byte[segments.size()][];
      OPENINGS[i][depth] = ('"' + segments.get(depth) + "\":").getBytes(US_ASCII);
      OBJECTS[i] = new int[depth];
      for (int at = 0; at < depth; at++) {
        OPENINGS[i][at] = ('"' + segments.get(at) + "\":{").getBytes(US_ASCII);
        String path = String.join(".", segments.subList(0, at + 1));
        OBJECTS[i][at] = numbers.computeIfAbsent(path, key -> numbers.size());
      }
    }
  }

  private final JsonBytes out = new JsonBytes(4096);

  /** The event's JSON, a new array. */
  public byte[] write(Event event) {
    out.reset();
    out.raw('{');
    writeSchemaFields(event);
    if (!event.vendorFields().isEmpty()) {
      writeVendorFields(event.vendorFields());
    }
    out.raw('}');
    return out.toByteArray();
  }

  private void writeSchemaFields(Event event) {
    int depth = 0;
    int[] open = {};
    long[] words = event.presentWords();
    for (int word = 0; word < words.length; word++) {
      for (long bits = words[word]; bits != 0; bits &= bits - 1) {
        int ordinal = (word << 6) + Long.numberOfTrailingZeros(bits);
        int[] objects = OBJECTS[ordinal];
        int shared = 0;
        while (shared < depth && shared < objects.length && objects[shared] == open[shared]) {
          shared++;
        }
        open = objects;
        for (; depth > shared; depth--) {
          out.raw('}');
        }
        out.separate();
        byte[][] openings = OPENINGS[ordinal];
        for (; depth < objects.length; depth++) {
          out.raw(openings[depth]);
        }
        out.raw(openings[depth]);
        writeValue(event, EcsField.at(ordinal), ordinal);
      }
    }
    for (; depth > 0; depth--) {
      out.raw('}');
    }
  }

  private void writeValue(Event event, EcsField field, int ordinal) {
    switch (field.type()) {
      case LONG -> out.number(event.bits(ordinal));
      case DATE -> out.raw('"').time(event.bits(ordinal)).raw('"');
      case DOUBLE -> out.ascii(Double.toString(Double.longBitsToDouble(event.bits(ordinal))));
      case BOOLEAN -> out.ascii(event.bits(ordinal) != 0 ? "true" : "false");
      case OBJECT -> out.text((String) event.object(ordinal));
      case KEYWORD, TEXT, IP, GEO_POINT -> {
        if (field.many()) {
          out.raw('[');
          List<?> values = (List<?>) event.object(ordinal);
          for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
              out.raw(',');
            }
            out.string((String) values.get(i));
          }
          out.raw(']');
        } else {
          out.string((String) event.object(ordinal));
        }
      }
    }
  }

  private void writeVendorFields(List<VendorField> fields) {
    VendorField[] sorted = fields.toArray(VendorField[]::new);
    int count = sort(sorted, sorted.length);
    while (moveUnderObjects(sorted, count)) {
      count = sort(sorted, count);
    }
    VendorPath open = VendorPath.ROOT;
    int depth = 0;
    for (int i = 0; i < count; i++) {
      VendorPath path = sorted[i].path();
      int objects = path.length() - 1;
      int shared = path.shared(open, Math.min(depth, objects));
      for (; depth > shared; depth--) {
        out.raw('}');
      }
      out.separate();
      for (; depth < objects; depth++) {
        out.raw(path.key(depth)).raw('{');
      }
      out.raw(path.key(objects));
      writeVendorValue(sorted[i].value());
      open = path;
    }
    for (; depth > 0; depth--) {
      out.raw('}');
    }
  }

  /** By path, of each the last value that was set; how many there are then. */
  private static int sort(VendorField[] fields, int count) {
    Arrays.sort(fields, 0, count, VendorField.BY_PATH);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (i + 1 == count || !fields[i].path().equals(fields[i + 1].path())) {
        fields[kept++] = fields[i];
      }
    }
    return kept;
  }

  /**
   * Moves a value at the path of an object under the object's {@code value} key, where a value that
   * was set at that very path keeps its place; whether there was one.
   */
  private static boolean moveUnderObjects(VendorField[] sorted, int count) {
    boolean isMoved = false;
    for (int i = 0; i + 1 < count; i++) {
      VendorPath path = sorted[i].path();
      if (sorted[i + 1].path().isBelow(path)) {
        sorted[i] = new VendorField(path.child("value"), sorted[i].value());
        isMoved = true;
      }
    }
    return isMoved;
  }

  private void writeVendorValue(Object value) {
    if (value instanceof String text) {
      out.string(text);
    } else if (value instanceof Long number) {
      out.number(number);
    } else if (value instanceof RawJson json) {
      out.text(json.text());
    } else {
      out.ascii(value.toString());
    }
  }
}
