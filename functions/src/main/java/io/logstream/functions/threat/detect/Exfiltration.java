package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Finding;
import io.logstream.functions.threat.Finding.Subject;
import io.logstream.functions.threat.Findings;
import io.logstream.functions.threat.Kind;
import io.logstream.functions.threat.Thresholds;
import java.io.DataInput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A source that sends far more to one outside host within an hour than it sends to all in its own
 * hours: against its baseline of hourly volumes, in standard deviations of their logarithm. Without
 * a baseline only a very large volume that goes one way counts.
 *
 * <p>A flow counts in the hour in which it ends, since its bytes are known only then. Flows more
 * than an hour late are not counted.
 */
public final class Exfiltration implements Detector<HourlyVolumes> {

  private static final double ONE_WAY = 4;

  private final long fewestBytes;
  private final long fewestWithoutBaseline;
  private final double deviations;
  private final int hours;

  public Exfiltration(Thresholds thresholds) {
    fewestBytes = (long) thresholds.number("exfiltration.bytes");
    fewestWithoutBaseline = (long) thresholds.number("exfiltration.bytes_without_baseline");
    deviations = thresholds.number("exfiltration.deviations");
    hours = thresholds.count("exfiltration.hours");
  }

  @Override
  public String name() {
    return Kind.EXFILTRATION.id();
  }

  @Override
  public String keyOrNull(Flow flow) {
    return Traffic.countsOnce(flow)
            && Traffic.isUnicast(flow)
            && flow.source().bytes() > 0
            && !Traffic.isInternal(flow.destination().ip())
        ? "all"
        : null;
  }

  @Override
  public HourlyVolumes create() {
    return new HourlyVolumes();
  }

  @Override
  public HourlyVolumes read(DataInput in) throws IOException {
    return HourlyVolumes.read(in);
  }

  @Override
  public void add(HourlyVolumes state, Flow flow, Findings findings) {
    HourlyVolumes.Peer peer = state.add(flow);
    if (peer == null || peer.sent() < fewestBytes || peer.sent() < ONE_WAY * peer.received()) {
      return;
    }
    boolean hasBaseline = state.hours() >= hours;
    double above = hasBaseline ? state.deviations(peer.sent()) : 0;
    boolean isTooMuch = hasBaseline ? above >= deviations : peer.sent() >= fewestWithoutBaseline;
    if (!isTooMuch || !peer.isNews()) {
      return;
    }
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("bytes_sent", (double) peer.sent());
    parts.put("bytes_received", (double) peer.received());
    parts.put("deviations", above);
    parts.put("hours_of_baseline", (double) state.hours());
    double score =
        hasBaseline
            ? Traffic.clamp(0.6 + (above - deviations) / 10)
            : Traffic.clamp(0.5 + Math.log10((double) peer.sent() / fewestWithoutBaseline) / 4);
    findings.report(
        new Finding(
            Kind.EXFILTRATION,
            Subject.of(flow.source().ip(), flow.destination().ip(), flow.destination().port())
                .withDomain(flow.names().wanted()),
            score,
            peer.evidence().firstSeen(),
            peer.evidence().lastSeen(),
            peer.evidence().count(),
            peer.evidence().ids(),
            parts,
            "%,d bytes sent and %,d received within an hour%s"
                .formatted(
                    peer.sent(),
                    peer.received(),
                    hasBaseline ? ", %.1f deviations above its own hours".formatted(above) : "")));
  }

  @Override
  public long retentionNanos() {
    return 14 * Traffic.DAY;
  }
}
