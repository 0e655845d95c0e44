package io.logstream.console.region;

import io.logstream.functions.event.Topics;
import java.util.List;

/** What the regions tell each other, and under which names. */
public final class Regions {

  /** The header with a record's {@link io.logstream.functions.region.Stamp}, in UTF-8. */
  public static final String STAMP = "logstream.stamp";

  /** Topics that a region writes alone; the others read its mirror beside their own. */
  public static final List<String> SINGLE = List.of(Topics.LOGS, Topics.INCIDENTS, Topics.ALERTS);

  /** Keyed topics that people and programs write in any region; they become the same in all. */
  public static final List<String> MERGED =
      List.of(
          Topics.FEEDBACK,
          Topics.CONTROL_RULES,
          Topics.CONTROL_PATTERNS,
          Topics.CONTROL_THRESHOLDS,
          Topics.CONTROL_REFERENCE);

  /** MirrorMaker's own: a record a second of each region that it runs in. */
  static final String HEARTBEATS = "heartbeats";

  private Regions() {}

  /**
   * The name of the mirror of another region's topic, as MirrorMaker's default policy has it: its
   * prefix says where the records are from, and what has one's own is not sent back.
   */
  public static String mirror(String region, String topic) {
    return region + '.' + topic;
  }
}
