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
 * A source that tries many hosts on one port ({@code HORIZONTAL_SCAN}) or many ports of one host
 * ({@code VERTICAL_SCAN}), fast or over a day: what a scanner does not know beforehand is who will
 * answer.
 *
 * <p>Decides by the likelihood ratio of the first contacts' outcomes, as Jung, Paxson, Berger and
 * Balakrishnan, "Fast portscan detection using sequential hypothesis testing" (IEEE S&amp;P 2004):
 * a peer that failed counts ln(P(fail | scanner) / P(fail | benign)), one that answered ln(P(answer
 * | scanner) / P(answer | benign)). Order of flows does not matter.
 */
public final class Scans implements Detector<Contacts> {

  private final Kind kind;
  private final int fewestFailed;
  private final double failureWeight;
  private final double answerWeight;
  private final double least;
  private final long window;

  /** Scans of a kind: {@code HORIZONTAL_SCAN} or {@code VERTICAL_SCAN}. */
  public Scans(Kind kind, Thresholds thresholds) {
    this.kind = kind;
    double failsBenign = thresholds.number("scan.failures_of_benign");
    double failsScanner = thresholds.number("scan.failures_of_scanner");
    fewestFailed =
        thresholds.count(
            kind == Kind.VERTICAL_SCAN ? "scan.vertical_failures" : "scan.horizontal_failures");
    failureWeight = Math.log(failsScanner / failsBenign);
    answerWeight = Math.log((1 - failsScanner) / (1 - failsBenign));
    least = thresholds.number("scan.log_likelihood_ratio");
    window = thresholds.nanos("scan.window");
  }

  @Override
  public String name() {
    return kind.id();
  }

  @Override
  public String keyOrNull(Flow flow) {
    if (!Traffic.countsOnce(flow)
        || !Traffic.isUnicast(flow)
        || Traffic.isDiscoveryAnswer(flow)
        || flow.state() == Flow.State.UNKNOWN) {
      return null;
    }
    boolean hasPorts = flow.transport().isEmpty() || "tcp udp".contains(flow.transport());
    if (kind == Kind.VERTICAL_SCAN) {
      return hasPorts ? flow.destination().ip() : null;
    }
    return hasPorts ? flow.transport() + flow.destination().port() : null;
  }

  @Override
  public Contacts create() {
    return new Contacts();
  }

  @Override
  public Contacts read(DataInput in) throws IOException {
    return Contacts.read(in);
  }

  @Override
  public void add(Contacts state, Flow flow, Findings findings) {
    String source = flow.source().ip();
    String destination = flow.destination().ip();
    int port = flow.destination().port();
    boolean isNews =
        kind == Kind.VERTICAL_SCAN
            ? state.add(flow.transport() + port, flow, Subject.of(source, destination, 0))
            : state.add(destination, flow, Subject.of(source, "", port));
    if (isNews && isScan(state) && state.evidence().isNews(state.failed())) {
      report(state, findings);
    }
  }

  private double ratio(Contacts state) {
    return state.failed() * failureWeight + state.answered() * answerWeight;
  }

  private boolean isScan(Contacts state) {
    return state.failed() >= fewestFailed && ratio(state) >= least;
  }

  @Override
  public void evaluate(Contacts state, Period observed, Findings findings) {
    state.forget(observed.to() - window);
    if (state.isReported() && isScan(state)) {
      report(state, findings);
    }
  }

  private void report(Contacts state, Findings findings) {
    // The ratio is evidence in nats; as a probability it would be 1 to many digits. The width of
    // the scan tells a broken client from a tool.
    double score = Traffic.clamp(0.5 + Math.log((double) state.size() / fewestFailed) / 6);
    long span = state.evidence().lastSeen() - state.evidence().firstSeen();
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("tried", (double) state.size());
    parts.put("failed", (double) state.failed());
    parts.put("log_likelihood_ratio", ratio(state));
    findings.report(
        new Finding(
            kind,
            state.subject(),
            score,
            state.evidence().firstSeen(),
            state.evidence().lastSeen(),
            state.evidence().count(),
            state.evidence().ids(),
            parts,
            "%s%d %s tried within %s, %d did not answer or refused"
                .formatted(
                    span > 6 * Traffic.HOUR ? "slowly, " : "",
                    state.size(),
                    kind == Kind.VERTICAL_SCAN ? "ports of one host" : "hosts on one port",
                    Traffic.duration(span),
                    state.failed())));
  }

  @Override
  public long retentionNanos() {
    return window;
  }
}
