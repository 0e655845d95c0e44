package io.logstream.cep.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** An object of a pattern's file that knows where it stands, so that problems can say it. */
final class Node {

  private static final int SHOWN = 120;

  private final String file;
  private final String at;
  private final JsonNode json;

  private Node(String file, String at, JsonNode json) throws PatternException {
    this.file = file;
    this.at = at;
    this.json = json;
    if (json == null || !json.isObject()) {
      throw new PatternException(path() + ": expected fields, found " + shown(json));
    }
  }

  static Node of(String file, JsonNode json) throws PatternException {
    return new Node(file, "", json);
  }

  String file() {
    return file;
  }

  /** The file and the place in it. */
  String path() {
    return at.isEmpty() ? file : file + ": " + at;
  }

  PatternException problem(String field, String expected) {
    return new PatternException(
        "%s: %s: expected %s, found %s"
            .formatted(file, below(field), expected, shown(json.path(field))));
  }

  private String below(String field) {
    return at.isEmpty() ? field : at + '.' + field;
  }

  private static String shown(JsonNode json) {
    if (json == null || json.isMissingNode() || json.isNull()) {
      return "nothing";
    }
    String text = json.toString();
    return text.length() > SHOWN ? text.substring(0, SHOWN) + '…' : text;
  }

  /** Refuses fields that have no meaning: a mistyped one would be a condition that is not there. */
  void only(String... names) throws PatternException {
    Set<String> known = new TreeSet<>(List.of(names));
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (!known.contains(entry.getKey())) {
        throw problem(entry.getKey(), "no such field, but those of " + known);
      }
    }
  }

  boolean has(String field) {
    return json.hasNonNull(field);
  }

  JsonNode json(String field) {
    return json.path(field);
  }

  Set<Map.Entry<String, JsonNode>> fields() {
    return json.properties();
  }

  Node child(String field) throws PatternException {
    return new Node(file, below(field), json.path(field));
  }

  String text(String field) throws PatternException {
    JsonNode value = json.path(field);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw problem(field, "a text");
    }
    return value.textValue().strip();
  }

  String textOr(String field, String otherwise) throws PatternException {
    return has(field) ? text(field) : otherwise;
  }

  /** A text, or a number as text. */
  String scalar(String field) {
    return json.path(field).asText();
  }

  String word(String field, Pattern pattern) throws PatternException {
    String word = text(field);
    if (!pattern.matcher(word).matches()) {
      throw problem(field, "lower-case letters, digits, - and _");
    }
    return word;
  }

  boolean flag(String field) throws PatternException {
    if (has(field) && !json.path(field).isBoolean()) {
      throw problem(field, "true or false");
    }
    return json.path(field).asBoolean();
  }

  double number(String field, double otherwise) throws PatternException {
    if (!has(field)) {
      return otherwise;
    }
    if (!json.path(field).isNumber()) {
      throw problem(field, "a number");
    }
    return json.path(field).doubleValue();
  }

  /** Texts in lower case: an array, or one. */
  List<String> texts(String field) throws PatternException {
    JsonNode value = json.path(field);
    List<String> texts = new ArrayList<>();
    if (value.isArray()) {
      for (JsonNode item : value) {
        if (!item.isValueNode() || item.isNull() || item.asText().isEmpty()) {
          throw problem(field, "texts");
        }
        texts.add(item.asText().toLowerCase(Locale.ROOT));
      }
    } else if (value.isValueNode() && !value.isNull()) {
      texts.add(value.asText().toLowerCase(Locale.ROOT));
    }
    if (texts.isEmpty()) {
      throw problem(field, "a text or several");
    }
    return texts;
  }

  List<Node> list(String field, int most) throws PatternException {
    JsonNode value = json.path(field);
    if (!value.isArray() || value.isEmpty() || value.size() > most) {
      throw problem(field, "a list of 1 to " + most);
    }
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      nodes.add(new Node(file, "%s[%d]".formatted(below(field), i), value.get(i)));
    }
    return nodes;
  }

  <E extends Enum<E>> E oneOf(String field, Class<E> type) throws PatternException {
    String found = json.path(field).asText();
    for (E constant : type.getEnumConstants()) {
      if (name(constant).equals(found)) {
        return constant;
      }
    }
    throw problem(field, "one of " + names(type.getEnumConstants()));
  }

  static List<String> names(Enum<?>[] constants) {
    List<String> names = new ArrayList<>();
    for (Enum<?> constant : constants) {
      names.add(name(constant));
    }
    return names;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
