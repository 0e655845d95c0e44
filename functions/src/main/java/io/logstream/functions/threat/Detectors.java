package io.logstream.functions.threat;

import io.logstream.functions.threat.detect.Beacons;
import io.logstream.functions.threat.detect.DenyBursts;
import io.logstream.functions.threat.detect.DnsFloods;
import io.logstream.functions.threat.detect.DnsTunnels;
import io.logstream.functions.threat.detect.Exfiltration;
import io.logstream.functions.threat.detect.GeneratedDomains;
import io.logstream.functions.threat.detect.Guesses;
import io.logstream.functions.threat.detect.IndicatorMatches;
import io.logstream.functions.threat.detect.LateralMoves;
import io.logstream.functions.threat.detect.LongConnections;
import io.logstream.functions.threat.detect.Newcomers;
import io.logstream.functions.threat.detect.Probes;
import io.logstream.functions.threat.detect.Scans;
import io.logstream.functions.threat.detect.SigmaMatches;
import io.logstream.functions.threat.detect.Strobes;
import io.logstream.functions.threat.detect.Sweeps;
import io.logstream.functions.threat.detect.WrongPorts;
import io.logstream.functions.threat.intelligence.Indicators;
import io.logstream.functions.threat.sigma.SigmaRules;
import java.util.List;

/** All detectors, in one place. */
public final class Detectors {

  private Detectors() {}

  /** One of each with these thresholds and indicators, and no rules. */
  public static List<Detector<?>> all(Thresholds thresholds, Indicators indicators) {
    return all(thresholds, indicators, SigmaRules.NONE);
  }

  /** One of each with these thresholds, indicators and rules. */
  public static List<Detector<?>> all(
      Thresholds thresholds, Indicators indicators, SigmaRules rules) {
    return List.of(
        new Beacons(Kind.BEACON_IP, thresholds),
        new Beacons(Kind.BEACON_SNI, thresholds),
        new Beacons(Kind.BEACON_PROXY, thresholds),
        new LongConnections(thresholds),
        new Strobes(thresholds),
        new DnsFloods(thresholds),
        new Scans(Kind.HORIZONTAL_SCAN, thresholds),
        new Scans(Kind.VERTICAL_SCAN, thresholds),
        new Sweeps(thresholds),
        new Probes(thresholds),
        new DenyBursts(thresholds),
        new Guesses(thresholds),
        new DnsTunnels(thresholds),
        new GeneratedDomains(thresholds),
        new Exfiltration(thresholds),
        new LateralMoves(thresholds),
        new WrongPorts(),
        new Newcomers(Kind.RARE_DOMAIN, thresholds),
        new Newcomers(Kind.RARE_CLIENT, thresholds),
        new IndicatorMatches(indicators),
        new SigmaMatches(rules));
  }
}
