package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Layer;
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
 * Log-ins that fail again and again: many passwords for one account are a {@code BRUTE_FORCE}, many
 * accounts a {@code PASSWORD_SPRAY}, and a log-in that works right after them a {@code BREAK_IN}.
 *
 * <p>Where the log names no outcome, as a flow record of SSH or RDP, each short conversation on a
 * log-in port counts as a try that failed.
 */
public final class Guesses implements Detector<Tries> {

  private final int fewest;
  private final int fewestConnections;
  private final int fewestUsers;
  private final long window;

  public Guesses(Thresholds thresholds) {
    fewest = thresholds.count("guess.failures");
    fewestConnections = thresholds.count("guess.connections");
    fewestUsers = thresholds.count("guess.users");
    window = thresholds.nanos("guess.window");
  }

  @Override
  public String name() {
    return "guesses";
  }

  @Override
  public String keyOrNull(Flow flow) {
    if (flow.layer() == Layer.LOGIN) {
      return "logins";
    }
    if (flow.layer() == Layer.HTTP && isRefusal(flow)) {
      return "http|" + flow.names().host() + flow.destination().ip();
    }
    return Traffic.isConnection(flow)
            && flow.state() == Flow.State.ESTABLISHED
            && isLoginPort(flow.destination().port())
            && Traffic.isUnicast(flow)
        ? "port|" + flow.destination().ip() + "|" + flow.destination().port()
        : null;
  }

  private static boolean isRefusal(Flow flow) {
    int status = flow.names().status();
    return status == 401 || status == 403 && flow.names().method().equals("POST");
  }

  private static boolean isLoginPort(int port) {
    return switch (port) {
      case 21, 22, 23, 1433, 2222, 3306, 3389, 5432, 5900 -> true;
      default -> false;
    };
  }

  @Override
  public Tries create() {
    return new Tries();
  }

  @Override
  public Tries read(DataInput in) throws IOException {
    return Tries.read(in);
  }

  @Override
  public void add(Tries state, Flow flow, Findings findings) {
    boolean isLogin = flow.layer() == Layer.LOGIN;
    boolean isFailure = !isLogin || flow.names().status() == 401;
    if (isLogin && flow.names().status() == 200) {
      int failures = state.failures(flow.start() - window);
      if (failures >= fewest && state.tried(flow.user())) {
        report(Kind.BREAK_IN, state, subject(flow).withUser(flow.user()), 0.9, failures, findings);
      }
      return;
    }
    if (!isFailure) {
      return;
    }
    state.add(flow, window);
    int failures = state.failures(flow.start() - window);
    int needed = isLogin ? fewest : fewestConnections;
    if (failures < needed || !state.evidence().isNews(failures)) {
      return;
    }
    boolean isSpray = state.users() >= fewestUsers;
    double score = Traffic.clamp(0.6 + Math.log((double) failures / needed) / 8);
    report(
        isSpray ? Kind.PASSWORD_SPRAY : Kind.BRUTE_FORCE,
        state,
        isSpray || !isLogin ? subject(flow) : subject(flow).withUser(flow.user()),
        score,
        failures,
        findings);
  }

  private static Subject subject(Flow flow) {
    return Subject.of(flow.source().ip(), flow.destination().ip(), flow.destination().port())
        .withDomain(flow.names().host());
  }

  private void report(
      Kind kind, Tries state, Subject subject, double score, int failures, Findings findings) {
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("failures", (double) failures);
    parts.put("users", (double) state.users());
    findings.report(
        new Finding(
            kind,
            subject,
            score,
            state.evidence().firstSeen(),
            state.evidence().lastSeen(),
            state.evidence().count(),
            state.evidence().ids(),
            parts,
            "%d tries of %d user(s) within %s%s"
                .formatted(
                    failures,
                    state.users(),
                    Traffic.duration(window),
                    kind == Kind.BREAK_IN ? ", then one that worked" : "")));
  }

  @Override
  public long retentionNanos() {
    return 2 * window;
  }
}
