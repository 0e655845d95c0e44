package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Finding;
import io.logstream.functions.threat.Finding.Subject;
import io.logstream.functions.threat.Findings;
import io.logstream.functions.threat.Kind;
import java.io.DataInput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A protocol, recognised by its content, on a port that is another one's: a tunnel through what the
 * firewall lets pass, or a service that hides. Web protocols live on many ports, so that they are
 * out of place only on the well-known port of something else.
 */
public final class WrongPorts implements Detector<Longest> {

  private static final Map<String, Set<Integer>> PORTS =
      Map.of(
          "ssh", Set.of(22, 2222),
          "rdp", Set.of(3389),
          "smb", Set.of(139, 445),
          "ftp", Set.of(20, 21, 990),
          "smtp", Set.of(25, 465, 587, 2525),
          "dns", Set.of(53, 853, 5353, 5355, 137),
          "irc",
              Set.of(194, 6660, 6661, 6662, 6663, 6664, 6665, 6666, 6667, 6668, 6669, 6697, 7000),
          "socks", Set.of(1080, 9050, 9150),
          "telnet", Set.of(23, 2323));

  private static final Set<Integer> NEVER_WEB = Set.of(21, 22, 23, 25, 53, 123, 139, 445, 3389);

  public WrongPorts() {}

  @Override
  public String name() {
    return Kind.WRONG_PORT.id();
  }

  @Override
  public String keyOrNull(Flow flow) {
    if (!Traffic.isConnection(flow)
        || flow.service().isEmpty()
        || flow.state() != Flow.State.ESTABLISHED
        || !Traffic.isUnicast(flow)
        || flow.destination().bytes() == 0
        || flow.source().bytes() == 0) {
      return null;
    }
    for (String service : flow.service().split(",", 4)) {
      if (isOutOfPlace(service, flow.destination().port())) {
        return service + "|" + flow.destination().ip() + "|" + flow.destination().port();
      }
    }
    return null;
  }

  private static boolean isOutOfPlace(String service, int port) {
    Set<Integer> ports = PORTS.get(service);
    if (ports != null) {
      return !ports.contains(port);
    }
    boolean isWeb = service.equals("http") || service.equals("ssl") || service.equals("tls");
    return isWeb && NEVER_WEB.contains(port);
  }

  @Override
  public Longest create() {
    return new Longest();
  }

  @Override
  public Longest read(DataInput in) throws IOException {
    return Longest.read(in);
  }

  @Override
  public void add(Longest state, Flow flow, Findings findings) {
    state.add(flow);
    long many = state.evidence().count();
    if (Long.bitCount(many) != 1) {
      return;
    }
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("connections", (double) many);
    findings.report(
        new Finding(
            Kind.WRONG_PORT,
            Subject.of(flow.source().ip(), flow.destination().ip(), flow.destination().port()),
            Traffic.clamp(0.5 + Math.log10(many) / 4),
            state.evidence().firstSeen(),
            state.evidence().lastSeen(),
            many,
            state.evidence().ids(),
            parts,
            "%s spoken on port %d".formatted(flow.service(), flow.destination().port())));
  }

  @Override
  public long retentionNanos() {
    return Traffic.DAY;
  }
}
