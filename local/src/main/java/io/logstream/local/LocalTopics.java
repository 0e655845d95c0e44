package io.logstream.local;

import io.logstream.console.region.Regions;
import io.logstream.functions.event.Topics;
import io.logstream.local.stack.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The topics as a stack on one machine has them. */
final class LocalTopics {

  /** Twice the usual parallelism of a job, so that it can be doubled. */
  private static final int PARTITIONS = 4;

  /** Of what is keyed by user: shared evenly by one, two, three, four or six readers. */
  private static final int USER_PARTITIONS = 12;

  /** How far back everything can be worked out anew from the lines as received. */
  private static final Duration REPLAY_WINDOW = Duration.ofDays(3);

  private static final Duration RESULTS = Duration.ofDays(7);

  /** Bytes of a partition of events, which have times of their own. */
  private static final int MOST_OF_EVENTS = 1 << 30;

  /** The same of what follows from them. */
  private static final int MOST_OF_RESULTS = 128 << 20;

  /** Who changed the control rows in the last year. */
  private static final Duration CHANGES_KEPT = Duration.ofDays(365);

  static final List<TopicSpec> ALL =
      List.of(
          TopicSpec.retained(Topics.LOGS_RAW, PARTITIONS, REPLAY_WINDOW),
          TopicSpec.bounded(Topics.LOGS, PARTITIONS, MOST_OF_EVENTS),
          TopicSpec.bounded(Topics.LOGS_SECURITY, PARTITIONS, MOST_OF_EVENTS),
          TopicSpec.bounded(Topics.LOGS_ARCHIVE, PARTITIONS, MOST_OF_EVENTS),
          TopicSpec.retained(Topics.LOGS_DEAD, PARTITIONS, RESULTS),
          TopicSpec.bounded(Topics.CALLS, PARTITIONS, MOST_OF_EVENTS),
          TopicSpec.bounded(Topics.FLOWS, PARTITIONS, MOST_OF_EVENTS),
          TopicSpec.bounded(Topics.CHANGES, PARTITIONS, MOST_OF_RESULTS),
          TopicSpec.compacted(Topics.DEPENDENCIES, PARTITIONS),
          TopicSpec.bounded(Topics.DEPENDENCY_EVENTS, PARTITIONS, MOST_OF_RESULTS),
          TopicSpec.bounded(Topics.CHANGE_IMPACT, PARTITIONS, MOST_OF_RESULTS),
          TopicSpec.bounded(Topics.ALERTS, PARTITIONS, MOST_OF_RESULTS),
          TopicSpec.bounded(Topics.INCIDENTS, PARTITIONS, MOST_OF_RESULTS),
          TopicSpec.bounded(Topics.FINDINGS, PARTITIONS, MOST_OF_RESULTS),
          TopicSpec.compacted(Topics.FEEDBACK, 1),
          TopicSpec.retained(Topics.RIDES, USER_PARTITIONS, REPLAY_WINDOW),
          TopicSpec.retained(Topics.PAYMENTS, USER_PARTITIONS, RESULTS),
          TopicSpec.retained(Topics.PAYMENTS_SETTLED, USER_PARTITIONS, RESULTS),
          TopicSpec.retained(Topics.PAYMENTS_REFUSED, USER_PARTITIONS, RESULTS),
          TopicSpec.compacted(Topics.USER_STATE, USER_PARTITIONS),
          TopicSpec.retained(Topics.USER_ERASURES, 1, RESULTS),
          TopicSpec.retained(Topics.METRICS_LIVE, 1, Duration.ofHours(1)),
          // One partition each: the order of rows, and one number as the version.
          TopicSpec.journal(Topics.CONTROL_RULES, CHANGES_KEPT),
          TopicSpec.journal(Topics.CONTROL_PATTERNS, CHANGES_KEPT),
          TopicSpec.journal(Topics.CONTROL_THRESHOLDS, CHANGES_KEPT),
          TopicSpec.journal(Topics.CONTROL_REFERENCE, CHANGES_KEPT));

  /** What a region copies of another; the mirrors have the region's name and a dot before. */
  static final List<String> REPLICATED =
      Stream.of(Regions.SINGLE, Regions.MERGED, List.of(Topics.REGIONS))
          .flatMap(List::stream)
          .toList();

  private LocalTopics() {}

  /**
   * Those of a region, with the mirrors of its peer's: who reads them need not wait for the first.
   */
  static List<TopicSpec> ofRegion(String peer) {
    List<TopicSpec> own = new ArrayList<>(ALL);
    own.add(TopicSpec.compacted(Topics.REGIONS, 1));
    return Stream.concat(
            own.stream(),
            own.stream()
                .filter(topic -> REPLICATED.contains(topic.name()))
                .map(topic -> topic.named(Regions.mirror(peer, topic.name()))))
        .toList();
  }
}
