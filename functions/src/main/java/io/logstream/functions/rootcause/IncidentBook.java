package io.logstream.functions.rootcause;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * Opens, updates and closes incidents. One is open at a time: what departs together is one
 * incident, and its causes are ranked, not its symptoms told of one by one.
 */
final class IncidentBook {

  /** The score at so many nats is 1 − 1/e. */
  private static final double SCALE = 10;

  /** The last judgement counts, not the loudest; but not that of a window that it is leaving. */
  private static final double FADING = 0.3;

  /** Of an incident, the anomalies that are told. */
  private static final int TIMELINE = 50;

  private final Thresholds thresholds;
  private Incident open;
  private double nats;
  private long lastSeen;

  IncidentBook(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  boolean isOpen() {
    return open != null;
  }

  /** Takes up a judgement of the window that ends at a time; adds what changed to the news. */
  void judge(Ranking.Ranked ranked, List<Anomaly> anomalies, long end, List<Incident> news) {
    if (ranked.nats() >= thresholds.incident()) {
      lastSeen = end;
      if (open == null || ranked.nats() >= nats * FADING) {
        boolean isNew = open == null || !sameCauses(open.causes(), ranked.causes());
        nats = Math.max(nats, ranked.nats());
        open = incident(ranked, anomalies, end);
        if (isNew) {
          news.add(open);
        }
      }
    } else if (open != null && end - lastSeen > thresholds.window().toNanos() / 2) {
      close(news);
    }
  }

  private static boolean sameCauses(List<Cause> before, List<Cause> after) {
    return before.stream()
        .map(Cause::service)
        .limit(3)
        .toList()
        .equals(after.stream().map(Cause::service).limit(3).toList());
  }

  private Incident incident(Ranking.Ranked ranked, List<Anomaly> anomalies, long end) {
    long start = ranked.causes().get(0).onset();
    String id =
        open != null
            ? open.id()
            : UUID.nameUUIDFromBytes(
                    (ranked.causes().get(0).service() + start).getBytes(StandardCharsets.UTF_8))
                .toString();
    List<Anomaly> timeline =
        anomalies.stream()
            .sorted(Comparator.comparingDouble(Anomaly::strength).reversed())
            .limit(TIMELINE)
            .sorted(Comparator.comparingLong(Anomaly::onset))
            .toList();
    return new Incident(
        id,
        Incident.State.OPEN,
        start,
        end,
        1 - Math.exp(-ranked.nats() / SCALE),
        ranked.causes(),
        timeline);
  }

  /** Closes the incident that is open, if one is. */
  void close(List<Incident> news) {
    if (open != null) {
      news.add(
          new Incident(
              open.id(),
              Incident.State.CLOSED,
              open.start(),
              Math.max(open.end(), lastSeen),
              open.score(),
              open.causes(),
              open.timeline()));
      open = null;
      nats = 0;
    }
  }
}
