package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.threat.BeaconScore;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Finding;
import io.logstream.functions.threat.Findings;
import io.logstream.functions.threat.Kind;
import io.logstream.functions.threat.Rhythm;
import io.logstream.functions.threat.Thresholds;
import java.io.DataInput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Regular connections of a source to one destination over the last day, by {@link BeaconScore}: to
 * an address, to a name (TLS server name or HTTP host) or to a name through a proxy.
 *
 * <p>A connection that carries a name belongs to the name's series: a service behind many addresses
 * is one service. A series that is as regular as chance has it ({@link Rhythm}) is none, but for
 * one through a proxy, whose own connections blur the rhythm: that is worth less. What got no
 * answer is a scan's matter, not a beacon's. Order of flows does not matter.
 */
public final class Beacons implements Detector<ContactSeries> {

  private final Kind kind;
  private final int fewest;
  private final double least;
  private final double likeliest;
  private final long window;

  /** Beacons of a kind: {@code BEACON_IP}, {@code BEACON_SNI} or {@code BEACON_PROXY}. */
  public Beacons(Kind kind, Thresholds thresholds) {
    this.kind = kind;
    fewest = Math.max(BeaconScore.FEWEST, thresholds.count("beacon.connections"));
    least = thresholds.number(kind == Kind.BEACON_PROXY ? "beacon.proxy_score" : "beacon.score");
    likeliest = thresholds.number("beacon.chance");
    window = thresholds.nanos("beacon.window");
  }

  @Override
  public String name() {
    return kind.id();
  }

  @Override
  public String keyOrNull(Flow flow) {
    if (!Traffic.isUnicast(flow) || Traffic.isInfrastructure(flow) || Traffic.isFailed(flow)) {
      return null;
    }
    return switch (kind) {
      case BEACON_PROXY ->
          flow.layer() == Layer.HTTP && flow.isProxied() && !flow.names().host().isEmpty()
              ? flow.names().host()
              : null;
      case BEACON_SNI -> {
        boolean isNamed = flow.layer() == Layer.TLS || flow.layer() == Layer.HTTP;
        String wanted = flow.names().wanted();
        yield isNamed && !flow.isProxied() && !wanted.isEmpty() ? wanted : null;
      }
      default ->
          flow.layer() == Layer.CONNECTION && flow.names().wanted().isEmpty() && !isPing(flow)
              ? flow.destination().ip() + "|" + flow.destination().port()
              : null;
    };
  }

  private static boolean isPing(Flow flow) {
    return flow.transport().contains("icmp") || flow.transport().equals("arp");
  }

  @Override
  public ContactSeries create() {
    return new ContactSeries();
  }

  @Override
  public ContactSeries read(DataInput in) throws IOException {
    return ContactSeries.read(in);
  }

  @Override
  public void add(ContactSeries state, Flow flow, Findings findings) {
    state.add(flow);
  }

  @Override
  public void evaluate(ContactSeries state, Period observed, Findings findings) {
    long from = Math.max(observed.from(), observed.to() - window);
    state.forget(from - from % Traffic.HOUR);
    if (state.distinctTimes() < fewest) {
      return;
    }
    BeaconScore score =
        BeaconScore.of(
            state.seconds(),
            state.bytes(),
            Math.floorDiv(from, Traffic.SECOND),
            Math.floorDiv(observed.to(), Traffic.SECOND));
    double chance = Rhythm.chance(state.seconds());
    boolean isBeacon = score.score() >= least && (kind == Kind.BEACON_PROXY || chance <= likeliest);
    if (!isBeacon && !state.isReported()) {
      return;
    }
    state.report();
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("timestamps", score.timestamps());
    parts.put("sizes", score.sizes());
    parts.put("histogram", score.histogram());
    parts.put("duration", score.duration());
    parts.put("by_chance", chance);
    findings.report(
        new Finding(
            kind,
            state.subject(),
            isBeacon ? score.score() : 0,
            state.evidence().firstSeen(),
            state.evidence().lastSeen(),
            state.evidence().count(),
            state.evidence().ids(),
            parts,
            "%d connections, mostly every %d s, %d bytes each"
                .formatted(state.evidence().count(), state.medianInterval(), state.medianBytes())));
  }

  @Override
  public long retentionNanos() {
    return window + Traffic.HOUR;
  }
}
