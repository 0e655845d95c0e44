package io.logstream.local.stack;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A topic to create.
 *
 * @param settings Kafka's settings of a topic, such as {@code cleanup.policy}
 */
public record TopicSpec(String name, int partitions, Map<String, String> settings) {

  public TopicSpec {
    settings = Map.copyOf(settings);
  }

  /**
   * A topic whose records are deleted when they are older than this, by their own times: only for
   * records that are stamped when they are sent.
   */
  public static TopicSpec retained(String name, int partitions, Duration retention) {
    return new TopicSpec(
        name, partitions, Map.of("retention.ms", Long.toString(retention.toMillis())));
  }

  /**
   * A topic that keeps about so many bytes a partition, whatever the times of its records. For
   * those that are stamped with the time of an event: an old line would be deleted by its time
   * before anyone had read it.
   */
  public static TopicSpec bounded(String name, int partitions, int bytes) {
    return new TopicSpec(
        name,
        partitions,
        Map.of(
            "retention.ms",
            "-1",
            "retention.bytes",
            Integer.toString(bytes),
            // What is kept is whole segments, of which the newest is never deleted.
            "segment.bytes",
            Integer.toString(bytes / 2),
            "file.delete.delay.ms",
            "1000"));
  }

  /** The same under another name. */
  public TopicSpec named(String value) {
    return new TopicSpec(value, partitions, settings);
  }

  /** The same, where the time of a record is when the broker wrote it. */
  public TopicSpec stampedAtArrival() {
    Map<String, String> stamped = new HashMap<>(settings);
    stamped.put("message.timestamp.type", "LogAppendTime");
    return new TopicSpec(name, partitions, stamped);
  }

  /** The same, and every record for at least so long, to see who changed what. */
  public static TopicSpec journal(String name, Duration all) {
    Map<String, String> settings = new HashMap<>(compacted(name, 1).settings);
    String lag = Long.toString(all.toMillis());
    settings.put("min.compaction.lag.ms", lag);
    settings.put("max.compaction.lag.ms", lag);
    return new TopicSpec(name, 1, settings);
  }

  /** A topic that keeps the last record of each key. */
  public static TopicSpec compacted(String name, int partitions) {
    return new TopicSpec(
        name,
        partitions,
        Map.of(
            "cleanup.policy",
            "compact",
            // Segments are compacted once closed: close them early, or nothing happens for a week.
            "segment.ms",
            "60000",
            "min.cleanable.dirty.ratio",
            "0.1",
            "max.compaction.lag.ms",
            "120000"));
  }
}
