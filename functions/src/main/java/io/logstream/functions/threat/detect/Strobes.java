package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Finding.Subject;
import io.logstream.functions.threat.Kind;
import io.logstream.functions.threat.Thresholds;

/** So many connections to one service that no person and hardly any client asks for them. */
public final class Strobes extends RateDetector {

  public Strobes(Thresholds thresholds) {
    super(
        Kind.STROBE, thresholds.count("strobe.connections"), "connections to one port of one host");
  }

  @Override
  public String keyOrNull(Flow flow) {
    return Traffic.isConnection(flow)
            && Traffic.isUnicast(flow)
            && flow.destination().port() != 53
            && !Traffic.isDiscoveryAnswer(flow)
        ? flow.destination().ip() + "|" + flow.transport() + flow.destination().port()
        : null;
  }

  @Override
  Subject subject(Flow flow) {
    return Subject.of(flow.source().ip(), flow.destination().ip(), flow.destination().port());
  }
}
