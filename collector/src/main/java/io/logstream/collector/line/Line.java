package io.logstream.collector.line;

import java.util.Optional;

/**
 * One line as received.
 *
 * @param stream the source stream, Kafka's key
 * @param bytes the line without its end; not to be changed
 * @param receivedNanos since the epoch
 * @param key the sender's idempotency key; empty where it gave none
 * @param refusal why it goes to the dead letters; empty for a good line
 */
public record Line(
    Source source,
    String stream,
    byte[] bytes,
    long receivedNanos,
    String key,
    Optional<Refusal> refusal) {

  /** A good line of the source's own stream. */
  public static Line of(Source source, byte[] bytes, long receivedNanos) {
    return new Line(source, source.stream(), bytes, receivedNanos, "", Optional.empty());
  }

  /** A good line with the sender's key. */
  public static Line of(Source source, byte[] bytes, long receivedNanos, String key) {
    return new Line(source, source.stream(), bytes, receivedNanos, key, Optional.empty());
  }

  /** The same line of a narrower stream. */
  public Line inStream(String name) {
    return new Line(source, name, bytes, receivedNanos, key, refusal);
  }

  /** The same line, refused. */
  public Line refused(Refusal why) {
    return new Line(source, stream, bytes, receivedNanos, key, Optional.of(why));
  }
}
