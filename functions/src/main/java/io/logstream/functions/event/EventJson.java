package io.logstream.functions.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logstream.functions.event.Event.RawJson;
import io.logstream.functions.event.Event.VendorField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  private static final int MOST_PATHS = 8192;

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

  /** Paths taken apart: the same few hundred come with every event. */
  private final Map<String, List<String>> paths = new HashMap<>();

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
    // The last value set at a path wins. A value at the path of an object moves under the object's
    // "value" key.
    TreeMap<List<String>, Object> byPath = new TreeMap<>(EventJson::compareSegments);
    for (VendorField field : fields) {
      byPath.put(segments(field.path()), field.value());
    }
    List<List<String>> paths = new ArrayList<>(byPath.keySet());
    for (int i = 0; i + 1 < paths.size(); i++) {
      List<String> path = paths.get(i);
      List<String> next = paths.get(i + 1);
      if (next.size() > path.size() && next.subList(0, path.size()).equals(path)) {
        List<String> moved = new ArrayList<>(path);
        moved.add("value");
        byPath.putIfAbsent(moved, byPath.remove(path));
      }
    }
    List<String> openPath = List.of();
    for (var entry : byPath.entrySet()) {
      List<String> path = entry.getKey();
      int objects = path.size() - 1;
      int shared = 0;
      while (shared < Math.min(openPath.size(), objects)
          && openPath.get(shared).equals(path.get(shared))) {
        shared++;
      }
      for (int depth = openPath.size(); depth > shared; depth--) {
        out.raw('}');
      }
      out.separate();
      for (int depth = shared; depth < objects; depth++) {
        out.string(path.get(depth)).raw(':').raw('{');
      }
      out.string(path.get(objects)).raw(':');
      writeVendorValue(entry.getValue());
      openPath = path.subList(0, objects);
    }
    for (int depth = openPath.size(); depth > 0; depth--) {
      out.raw('}');
    }
  }

  private List<String> segments(String path) {
    List<String> known = paths.get(path);
    if (known == null) {
      known = List.of(path.split("\\.", -1));
      if (paths.size() < MOST_PATHS) {
        paths.put(path, known);
      }
    }
    return known;
  }

  private static int compareSegments(List<String> a, List<String> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
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
