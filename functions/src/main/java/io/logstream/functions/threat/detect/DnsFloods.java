package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.threat.Finding.Subject;
import io.logstream.functions.threat.Kind;
import io.logstream.functions.threat.Thresholds;

/**
 * One client that asks a resolver without end: a tunnel, generated names, or a spam or click bot
 * that looks up its victims.
 */
public final class DnsFloods extends RateDetector {

  public DnsFloods(Thresholds thresholds) {
    super(Kind.DNS_FLOOD, thresholds.count("dns.questions"), "DNS questions to one resolver");
  }

  @Override
  public String keyOrNull(Flow flow) {
    boolean isQuestion =
        flow.layer() == Layer.CONNECTION
            ? flow.destination().port() == 53
            : flow.layer() == Layer.DNS && flow.connection().isEmpty();
    return isQuestion && Traffic.isUnicast(flow) ? flow.destination().ip() : null;
  }

  @Override
  Subject subject(Flow flow) {
    return Subject.of(flow.source().ip(), flow.destination().ip(), flow.destination().port());
  }
}
