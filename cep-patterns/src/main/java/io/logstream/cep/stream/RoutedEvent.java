package io.logstream.cep.stream;

import io.logstream.cep.pattern.Key;
import io.logstream.cep.pattern.PatternEvent;
import java.util.Locale;

/**
 * An event on its way to the partial matches of one subject: a service, a host, a trace or an
 * address. A plain object with public fields so that Flink serializes it without Kryo.
 */
public final class RoutedEvent {

  /** What the subject is, and its name. */
  public String key = "";

  /** {@link PatternsInForce#version} where it was routed. */
  public long version;

  public PatternEvent event = new PatternEvent();

  /** For Flink. */
  public RoutedEvent() {}

  RoutedEvent(Key key, String subject, long version, PatternEvent event) {
    this.key = key.name().toLowerCase(Locale.ROOT) + '\n' + subject;
    this.version = version;
    this.event = event;
  }

  /** What the subject of a key is. */
  static Key kind(String key) {
    return Key.valueOf(key.substring(0, key.indexOf('\n')).toUpperCase(Locale.ROOT));
  }

  /** What the events of a match have in common. */
  static String subject(String key) {
    return key.substring(key.indexOf('\n') + 1);
  }
}
