package io.logstream.console.query;

import io.logstream.functions.event.EcsField;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A field that a query names: one of the schema's, or a vendor's own, whose values are compared as
 * text.
 *
 * @param path the dotted path
 * @param type how its values compare
 */
public record Field(String path, Type type) {

  /** How values compare. */
  public enum Type {
    /** Whole, upper and lower case alike. */
    KEYWORD,
    /** By its words. */
    TEXT,
    /** As an address, or as being within a network. */
    IP,
    /** As a number. */
    NUMBER,
    /** True or false. */
    BOOLEAN,
    /** As a point in time. */
    DATE,
    /** A key inside an object that the schema does not fix: whole, as text. */
    FLATTENED,
    /** Kept, but not to be searched. */
    UNSEARCHABLE
  }

  /** Short names for what is typed all day. */
  public static final Map<String, String> SHORT_NAMES =
      Map.of(
          "level", "log.level",
          "logger", "log.logger",
          "service", "service.name",
          "host", "host.name",
          "trace", "trace.id",
          "status", "http.response.status_code",
          "method", "http.request.method",
          "dataset", "event.dataset",
          "user", "user.name",
          "template", "log.template.id");

  private static final Set<String> SCHEMA_OBJECTS =
      Stream.of(EcsField.values())
          .filter(field -> field.segments().size() > 1)
          .map(field -> field.segments().get(0))
          .collect(Collectors.toSet());

  /**
   * The field of that name.
   *
   * @throws IllegalArgumentException if the name is within an object of the schema that has no such
   *     field; the message names its likeliest spelling
   */
  public static Field named(String name) {
    String path = SHORT_NAMES.getOrDefault(name, name);
    EcsField known = EcsField.ofPath(path).orElse(null);
    if (known != null) {
      return new Field(path, typeOf(known));
    }
    for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      EcsField object = EcsField.ofPath(path.substring(0, dot)).orElse(null);
      if (object != null && object.type() == EcsField.Type.OBJECT) {
        return new Field(path, Type.FLATTENED);
      }
    }
    int dot = path.indexOf('.');
    String root = dot < 0 ? path : path.substring(0, dot);
    if (SCHEMA_OBJECTS.contains(root) || dot < 0) {
      throw new IllegalArgumentException(
          "no field \"%s\"; did you mean %s?".formatted(name, nearest(path)));
    }
    return new Field(path, Type.FLATTENED);
  }

  private static Type typeOf(EcsField field) {
    return switch (field.type()) {
      case KEYWORD, GEO_POINT -> Type.KEYWORD;
      case TEXT -> field == EcsField.EVENT_ORIGINAL ? Type.UNSEARCHABLE : Type.TEXT;
      case IP -> Type.IP;
      case LONG, DOUBLE -> Type.NUMBER;
      case BOOLEAN -> Type.BOOLEAN;
      case DATE -> Type.DATE;
      case OBJECT -> Type.FLATTENED;
    };
  }

  private static String nearest(String path) {
    return Stream.concat(
            Stream.of(EcsField.values()).map(EcsField::path), SHORT_NAMES.keySet().stream())
        .min(Comparator.comparingInt(candidate -> distance(path, candidate)))
        .orElseThrow();
  }

  /** Levenshtein's edit distance. */
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(row[j - 1], above[j]));
      }
      above = row;
    }
    return above[b.length()];
  }

  /** The fields whose words a query without a field's name looks through. */
  public static final List<String> TEXT =
      List.of("message", "error.message", "error.type.text", "error.stack_trace");
}
