package io.logstream.functions.threat;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector.Period;
import io.logstream.functions.threat.intelligence.Indicator;
import io.logstream.functions.threat.intelligence.Indicators;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every detector must hold, over traffic of every layer, much of it hostile. */
class DetectorContractTest {

  private static final String[] HOSTS = {"10.0.0.1", "10.0.0.2", "198.51.100.9", "192.0.2.77"};
  private static final int LARGEST_STATE = 4 << 20;

  static Stream<Detector<?>> detectors() {
    Indicator listed = new Indicator(Indicator.Type.IP, "198.51.100.9", Long.MAX_VALUE, "list");
    return Detectors.all(Thresholds.defaults(), new Indicators(List.of(listed))).stream();
  }

  private static List<Flow> traffic(int count) {
    SplittableRandom random = new SplittableRandom(3);
    List<Flow> flows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String from = HOSTS[random.nextInt(HOSTS.length)];
      String to =
          random.nextInt(3) == 0 ? "192.0.2." + random.nextInt(250) : HOSTS[random.nextInt(4)];
      double t = i * 0.3 + random.nextInt(30);
      int port = random.nextInt(4) == 0 ? random.nextInt(65_536) : 22;
      TestFlows flow =
          switch (random.nextInt(7)) {
            case 0 -> TestFlows.connection(from, to, port, t).lasting(5).speaking("ssh");
            case 1 -> TestFlows.failed(from, to, port, t).denied();
            case 2 -> TestFlows.udp(from, to, 53, t);
            case 3 -> TestFlows.tls(from, to, "n" + random.nextInt(900) + ".example", t);
            case 4 ->
                TestFlows.question(
                    from,
                    Long.toString(random.nextLong() >>> 1, 36) + ".t.example",
                    "A",
                    "NXDOMAIN",
                    t);
            case 5 -> TestFlows.login(from, "u" + random.nextInt(500), random.nextInt(9) == 0, t);
            default -> TestFlows.connection(from, to, 443, t).carrying(900_000_000L, 10);
          };
      flows.add(flow.flow());
    }
    return flows;
  }

  private static byte[] bytes(Detector.State state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static <S extends Detector.State> S copy(Detector<S> detector, S state)
      throws IOException {
    return detector.read(new DataInputStream(new ByteArrayInputStream(bytes(state))));
  }

  @ParameterizedTest
  @MethodSource("detectors")
  <S extends Detector.State> void aStateWrittenAndReadBackAnswersAsBefore(Detector<S> detector)
      throws IOException {
    S kept = detector.create();
    S restored = detector.create();
    List<Finding> ofKept = new ArrayList<>();
    List<Finding> ofRestored = new ArrayList<>();
    int taken = 0;
    for (Flow flow : traffic(4000)) {
      if (detector.keyOrNull(flow) != null && flow.source().ip().equals(HOSTS[0])) {
        detector.add(kept, flow, ofKept::add);
        detector.add(restored, flow, ofRestored::add);
        if (++taken % 50 == 0) {
          restored = copy(detector, restored);
        }
      }
    }
    Period observed = new Period(TestFlows.START, TestFlows.START + TestFlows.HOUR);
    detector.evaluate(kept, observed, ofKept::add);
    detector.evaluate(restored, observed, ofRestored::add);
    assertThat(ofRestored).isEqualTo(ofKept);
    assertThat(bytes(restored)).isEqualTo(bytes(kept));
  }

  @ParameterizedTest
  @MethodSource("detectors")
  <S extends Detector.State> void aStateIsBoundedWhateverTheTraffic(Detector<S> detector)
      throws IOException {
    S state = detector.create();
    for (Flow flow : traffic(40_000)) {
      if (detector.keyOrNull(flow) != null) {
        detector.add(state, flow, finding -> {});
      }
    }
    assertThat(bytes(state)).hasSizeLessThan(LARGEST_STATE);
  }
}
