package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.ParseContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sentences that a program prints, as data: {@code Accepted {openssh.method} for {user.name}
 * from {source.address} port {source.port}{*}}, each with what it means.
 *
 * <p>A name in braces takes the text up to what follows it; {@code {>name}} up to the last place
 * where what follows occurs, for texts that a stranger chose and that may hold the same words;
 * <code>{*}</code> takes and forgets. The names are paths of the schema, else the vendor's own. A
 * sentence matches a message as a whole. The first that matches is taken. No regular expressions:
 * the time is linear in the message for each sentence that starts as it does.
 */
final class Phrases {

  /**
   * What a sentence means: {@code event.action}, {@code .outcome}, {@code .category}, {@code
   * .type}.
   */
  record Meaning(String action, String outcome, String category, String... types) {

    void take(Event event) {
      event.set(EcsField.EVENT_ACTION, action);
      event.set(EcsField.EVENT_OUTCOME, outcome);
      event.set(EcsField.EVENT_CATEGORY, category);
      for (String type : types) {
        event.add(EcsField.EVENT_TYPE, type);
      }
    }
  }

  private record Slot(EcsField field, String path, boolean greedy, String literal) {}

  /** At most one slot is greedy. */
  private record Phrase(String head, Slot[] slots, Meaning meaning) {}

  private static final int MOST_SLOTS = 16;

  private final String format;
  private final Map<Character, List<Phrase>> byFirst = new HashMap<>();
  private final List<Phrase> anyFirst = new ArrayList<>();

  /** No sentences yet; the format's name is for values that are not of their field's type. */
  Phrases(String format) {
    this.format = format;
  }

  /** Adds sentences that mean the same. */
  Phrases on(Meaning meaning, String... phrases) {
    for (String text : phrases) {
      Phrase phrase = compile(text, meaning);
      if (phrase.head().isEmpty()) {
        anyFirst.add(phrase);
      } else {
        byFirst.computeIfAbsent(phrase.head().charAt(0), key -> new ArrayList<>()).add(phrase);
      }
    }
    return this;
  }

  private static Phrase compile(String text, Meaning meaning) {
    int open = text.indexOf('{');
    String head = open < 0 ? text : text.substring(0, open);
    List<Slot> slots = new ArrayList<>();
    while (open >= 0) {
      int close = text.indexOf('}', open);
      int next = text.indexOf('{', close);
      String name = text.substring(open + 1, close);
      boolean greedy = name.startsWith(">");
      String path = greedy ? name.substring(1) : name;
      String literal = text.substring(close + 1, next < 0 ? text.length() : next);
      if (literal.isEmpty() && next >= 0) {
        throw new IllegalArgumentException("two names without text between: " + text);
      }
      slots.add(new Slot(EcsField.ofPath(path).orElse(null), path, greedy, literal));
      open = next;
    }
    if (slots.size() > MOST_SLOTS) {
      throw new IllegalArgumentException("more than " + MOST_SLOTS + " names: " + text);
    }
    return new Phrase(head, slots.toArray(Slot[]::new), meaning);
  }

  /**
   * Takes a message into an event; false where no sentence is like it, and the event is untouched.
   */
  boolean take(String message, Event event, ParseContext context) {
    if (message.isEmpty()) {
      return false;
    }
    return first(byFirst.getOrDefault(message.charAt(0), List.of()), message, event, context)
        || first(anyFirst, message, event, context);
  }

  private boolean first(List<Phrase> phrases, String message, Event event, ParseContext context) {
    for (int i = 0; i < phrases.size(); i++) {
      if (matched(phrases.get(i), message, event, context)) {
        return true;
      }
    }
    return false;
  }

  private boolean matched(Phrase phrase, String message, Event event, ParseContext context) {
    if (!message.startsWith(phrase.head())) {
      return false;
    }
    Slot[] slots = phrase.slots();
    if (slots.length == 0) {
      if (message.length() != phrase.head().length()) {
        return false;
      }
      phrase.meaning().take(event);
      return true;
    }
    int[] ends = new int[slots.length];
    if (!place(slots, message, phrase.head().length(), ends)) {
      return false;
    }
    int at;
    phrase.meaning().take(event);
    at = phrase.head().length();
    for (int i = 0; i < slots.length; i++) {
      set(slots[i], message.substring(at, ends[i]), event, context);
      at = ends[i] + slots[i].literal().length();
    }
    return true;
  }

  /**
   * Finds where each slot's text ends: from the left up to the greedy one, from the right behind
   * it.
   */
  private static boolean place(Slot[] slots, String message, int from, int[] ends) {
    int last = slots.length - 1;
    ends[last] = message.length() - slots[last].literal().length();
    if (ends[last] < from || !message.endsWith(slots[last].literal())) {
      return false;
    }
    int at = from;
    int i = 0;
    for (; i < last && !slots[i].greedy(); i++) {
      ends[i] = message.indexOf(slots[i].literal(), at);
      if (ends[i] < 0) {
        return false;
      }
      at = ends[i] + slots[i].literal().length();
    }
    for (int k = last - 1; k >= i; k--) {
      String literal = slots[k].literal();
      ends[k] = message.lastIndexOf(literal, ends[k + 1] - literal.length());
      if (ends[k] < at) {
        return false;
      }
    }
    return ends[last] >= at;
  }

  private void set(Slot slot, String text, Event event, ParseContext context) {
    String value = text.strip();
    if (value.isEmpty() || slot.path().equals("*")) {
      return;
    }
    if (slot.field() == null) {
      long number = Values.number(value);
      if (number >= 0 && (value.length() == 1 || value.charAt(0) != '0')) {
        event.vendor(slot.path(), number);
      } else {
        event.vendor(slot.path(), value);
      }
    } else if (!Values.set(event, slot.field(), value, format, context)) {
      event.vendor("invalid." + slot.path(), value);
    }
  }
}
