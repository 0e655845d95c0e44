package io.logstream.cep.stream;

import io.logstream.cep.pattern.PatternEvent;

/**
 * An event on its way to the partial matches of one pattern under one key. It carries the pattern's
 * text, so that it is matched by what it was routed for, whatever has become of the pattern since.
 * A plain object with public fields so that Flink serializes it without Kryo.
 */
public final class RoutedEvent {

  /** The pattern's id and the key's value. */
  public String key = "";

  public String definition = "";
  public PatternEvent event = new PatternEvent();

  /** For Flink. */
  public RoutedEvent() {}

  RoutedEvent(String pattern, String key, String definition, PatternEvent event) {
    this.key = key(pattern, key);
    this.definition = definition;
    this.event = event;
  }

  /** The key that partial matches are kept under. */
  static String key(String pattern, String key) {
    return pattern + '\n' + key;
  }

  /** The id of the pattern of a key. */
  static String pattern(String key) {
    return key.substring(0, key.indexOf('\n'));
  }

  /** What the events of a match have in common. */
  static String subject(String key) {
    return key.substring(key.indexOf('\n') + 1);
  }
}
