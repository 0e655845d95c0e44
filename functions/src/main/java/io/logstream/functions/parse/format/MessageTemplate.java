package io.logstream.functions.parse.format;

import java.util.ArrayList;
import java.util.List;

/**
 * The layout of a message in prose, with names for what varies: {@code Deny {protocol} src {source}
 * dst {destination}{? by access-group "{rule}"?}}. A name in braces is what stands up to the next
 * text of the template, or to the end; what stands between {@code {?} and {@code ?}} may be left
 * out; a blank stands for one or more. What a line has behind the template is let be.
 *
 * <p>Looks at each character of a line once for each text of the template, so that time is linear
 * in the line.
 */
final class MessageTemplate {

  /** Takes what was read. */
  interface Sink {
    void take(String name, String value);
  }

  private sealed interface Part permits Text, Name, Option {}

  private record Text(String text) implements Part {}

  private record Name(String name) implements Part {}

  private record Option(List<Part> parts) implements Part {}

  private final List<Part> parts;

  private MessageTemplate(List<Part> parts) {
    this.parts = parts;
  }

  /** Reads a template; one that is malformed is an error of the program. */
  static MessageTemplate of(String template) {
    int[] position = {0};
    List<Part> parts = parts(template, position, false);
    return new MessageTemplate(parts);
  }

  private static List<Part> parts(String template, int[] position, boolean inOption) {
    List<Part> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    while (position[0] < template.length()) {
      int at = position[0];
      if (template.startsWith("{?", at)) {
        flush(text, parts);
        position[0] += 2;
        parts.add(new Option(parts(template, position, true)));
      } else if (template.startsWith("?}", at)) {
        if (!inOption) {
          throw new IllegalArgumentException("?} without {? in " + template);
        }
        position[0] += 2;
        flush(text, parts);
        return parts;
      } else if (template.charAt(at) == '{') {
        flush(text, parts);
        int close = template.indexOf('}', at);
        parts.add(new Name(template.substring(at + 1, close)));
        position[0] = close + 1;
      } else {
        text.append(template.charAt(at));
        position[0]++;
      }
    }
    if (inOption) {
      throw new IllegalArgumentException("{? without ?} in " + template);
    }
    flush(text, parts);
    return parts;
  }

  private static void flush(StringBuilder text, List<Part> parts) {
    if (!text.isEmpty()) {
      parts.add(new Text(text.toString()));
      text.setLength(0);
    }
  }

  /** The line with runs of blanks made one, as {@link #match} wants it. */
  static String singleBlanks(String line) {
    if (line.indexOf("  ") < 0) {
      return line;
    }
    StringBuilder single = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c != ' ' || i == 0 || line.charAt(i - 1) != ' ') {
        single.append(c);
      }
    }
    return single.toString();
  }

  /**
   * Matches from the start of a line, and hands over the names only where the whole template fits.
   */
  boolean match(String line, Sink sink) {
    List<String> found = new ArrayList<>();
    if (match(parts, line, 0, List.of(), found) < 0) {
      return false;
    }
    for (int i = 0; i < found.size(); i += 2) {
      sink.take(found.get(i), found.get(i + 1));
    }
    return true;
  }

  /** Where the parts end in the line; -1 where they do not fit. */
  private static int match(
      List<Part> parts, String line, int from, List<Part> after, List<String> found) {
    int position = from;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (part instanceof Text text) {
        if (!line.startsWith(text.text, position)) {
          return -1;
        }
        position += text.text.length();
      } else if (part instanceof Name name) {
        List<Part> rest = parts.subList(i + 1, parts.size());
        int end = end(rest, after, line, position);
        if (end < 0) {
          return -1;
        }
        found.add(name.name);
        found.add(line.substring(position, end));
        position = end;
      } else if (part instanceof Option option) {
        int before = found.size();
        List<Part> follow = new ArrayList<>(parts.subList(i + 1, parts.size()));
        follow.addAll(after);
        int end = match(option.parts, line, position, follow, found);
        if (end >= 0) {
          position = end;
        } else {
          found.subList(before, found.size()).clear();
        }
      }
    }
    return position;
  }

  /** Where a name ends: at the nearest text that may follow it. */
  private static int end(List<Part> rest, List<Part> after, String line, int from) {
    int nearest = -1;
    for (int list = 0; list < 2; list++) {
      for (Part part : list == 0 ? rest : after) {
        if (part instanceof Text text) {
          return nearer(nearest, line.indexOf(text.text, from));
        }
        if (part instanceof Option option && option.parts.get(0) instanceof Text text) {
          nearest = nearer(nearest, line.indexOf(text.text, from));
        }
      }
    }
    return nearest < 0 ? line.length() : nearest;
  }

  private static int nearer(int one, int other) {
    return one < 0 ? other : other < 0 ? one : Math.min(one, other);
  }
}
