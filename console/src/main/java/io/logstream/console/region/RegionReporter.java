package io.logstream.console.region;

import io.logstream.console.region.WindowedContents.Place;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts together what a region has of its peer. Of one thread. */
final class RegionReporter {

  private static final int MOST_WINDOWS = 5;
  private static final int MOST_KEYS = 10;

  private final String region;
  private final String peer;
  private final RegionHealthCheck health;
  private final PeerLink link;
  private final List<ReplicationWatch> watches;
  private final List<TopicMerge.Merged> merged;
  private final RecordFinder peers;
  private final RecordFinder own;
  private final Map<String, Rate> rates = new HashMap<>();

  RegionReporter(
      String region,
      String peer,
      RegionHealthCheck health,
      PeerLink link,
      List<ReplicationWatch> watches,
      List<TopicMerge.Merged> merged,
      RecordFinder peers,
      RecordFinder own) {
    this.region = region;
    this.peer = peer;
    this.health = health;
    this.link = link;
    this.watches = watches;
    this.merged = merged;
    this.peers = peers;
    this.own = own;
  }

  RegionReport report(long now) {
    return new RegionReport(
        1,
        region,
        peer,
        Instant.ofEpochMilli(now).toString(),
        health.isHealthy(),
        link.peerAnswers(),
        link.heartbeatAgeMillis(),
        watches.stream().map(watch -> stream(watch, now)).toList(),
        merged.stream().map(topic -> merged(topic, now)).toList());
  }

  private RegionReport.Stream stream(ReplicationWatch watch, long now) {
    WindowedContents contents = watch.contents();
    WindowedContents.Judgement judgement = watch.judge(now);
    Rate rate =
        rates
            .computeIfAbsent(watch.topic(), topic -> new Rate())
            .at(now, watch.records(), watch.bytes());
    return new RegionReport.Stream(
        watch.topic(),
        watch.mirror(),
        watch.isComplete(),
        watch.records(),
        watch.bytes(),
        rate.recordsPerSecond,
        rate.bytesPerSecond,
        contents.again(),
        contents.behind(),
        watch.lags().ofRecent(),
        watch.lags().ofAll(),
        judgement.judged(),
        judgement.divergent(),
        judgement.missing(),
        judgement.extra(),
        judgement.divergent() == 0
            ? List.of()
            : contents.differences(now, MOST_WINDOWS, MOST_KEYS).stream()
                .map(difference -> difference(watch, difference))
                .toList());
  }

  private RegionReport.Difference difference(
      ReplicationWatch watch, WindowedContents.Difference difference) {
    return new RegionReport.Difference(
        Instant.ofEpochMilli(difference.start()).toString(),
        difference.origin(),
        difference.mirror(),
        keys(peers, watch.topic(), difference.missing()),
        keys(own, watch.mirror(), difference.extra()));
  }

  /** While a region is away, to look for each of its records would take a second each. */
  private List<String> keys(RecordFinder finder, String topic, List<Place> places) {
    boolean isAway = finder == peers && !link.peerAnswers();
    return places.stream()
        .map(place -> isAway ? RecordFinder.name(topic, place) : finder.keyOf(topic, place))
        .toList();
  }

  private static RegionReport.Merged merged(TopicMerge.Merged merged, long now) {
    List<String> differing = merged.differing(now);
    return new RegionReport.Merged(
        merged.topic,
        merged.contents.size(),
        merged.behind,
        merged.taken,
        merged.kept,
        merged.appended,
        Math.max(0, merged.latestMillis - now),
        differing.size(),
        differing.stream().limit(MOST_KEYS).toList());
  }

  /** Between two reports. */
  private static final class Rate {
    private long millis;
    private long records;
    private long bytes;
    private double recordsPerSecond;
    private double bytesPerSecond;

    Rate at(long now, long recordsNow, long bytesNow) {
      if (millis > 0) {
        double seconds = Math.max(1, now - millis) / 1_000.0;
        recordsPerSecond = (recordsNow - records) / seconds;
        bytesPerSecond = (bytesNow - bytes) / seconds;
      }
      millis = now;
      records = recordsNow;
      bytes = bytesNow;
      return this;
    }
  }
}
