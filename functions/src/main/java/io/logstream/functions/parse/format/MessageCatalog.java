package io.logstream.functions.parse.format;

import io.logstream.functions.Resources;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.ParseContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A vendor's messages as a resource, a line each: {@code ID | category | types | outcome | action |
 * template}, a hyphen where a part says nothing, {@code #} before a comment. An id may have several
 * templates, for its variants; the first that fits is taken. The id {@code *} is tried for every
 * message.
 */
final class MessageCatalog {

  /** A message that a vendor documents. */
  record Message(
      List<String> categories,
      List<String> types,
      String outcome,
      String action,
      MessageTemplate template) {

    /** Sets what is known of the message whatever its values are. */
    void classify(Event event) {
      categories.forEach(category -> event.add(EcsField.EVENT_CATEGORY, category));
      types.forEach(type -> event.add(EcsField.EVENT_TYPE, type));
      event.set(EcsField.EVENT_OUTCOME, outcome);
      event.set(EcsField.EVENT_ACTION, action);
    }
  }

  private final Map<String, List<Message>> byId = new HashMap<>();

  /** Reads {@code formats/NAME.messages} beside the classes. */
  MessageCatalog(String name) {
    String path = "/io/logstream/functions/parse/format/" + name + ".messages";
    try (InputStream in = Resources.open(MessageCatalog.class, path)) {
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank() && line.charAt(0) != '#') {
          add(path, line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String path, String line) {
    String[] parts = line.split(" *\\| *", 6);
    if (parts.length != 6) {
      throw new IllegalStateException(path + ": expected six parts in " + line);
    }
    Message message =
        new Message(
            list(parts[1]),
            list(parts[2]),
            word(parts[3]),
            word(parts[4]),
            MessageTemplate.of(parts[5].strip()));
    for (String id : parts[0].strip().split(",")) {
      byId.computeIfAbsent(id, key -> new ArrayList<>()).add(message);
    }
  }

  private static List<String> list(String text) {
    return text.equals("-") ? List.of() : List.of(text.split(","));
  }

  private static String word(String text) {
    return text.equals("-") ? "" : text;
  }

  /**
   * Takes a message into the event by the first template of its id that fits; false where none
   * does.
   */
  boolean take(String id, String text, VendorFields table, ParseContext context, Event event) {
    String line = MessageTemplate.singleBlanks(text);
    return take(byId.get(id), line, table, context, event)
        || take(byId.get("*"), line, table, context, event);
  }

  private static boolean take(
      List<Message> messages, String line, VendorFields table, ParseContext context, Event event) {
    if (messages == null) {
      return false;
    }
    for (Message message : messages) {
      if (message
          .template()
          .match(line, (name, value) -> table.take(event, name, value.strip(), context))) {
        message.classify(event);
        return true;
      }
    }
    return false;
  }
}
