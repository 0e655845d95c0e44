package io.logstream.functions.threat;

import static io.logstream.functions.threat.TestFlows.connection;
import static io.logstream.functions.threat.TestFlows.failed;
import static io.logstream.functions.threat.TestFlows.login;
import static io.logstream.functions.threat.TestFlows.ping;
import static io.logstream.functions.threat.TestFlows.question;
import static io.logstream.functions.threat.TestFlows.tls;
import static io.logstream.functions.threat.TestFlows.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.intelligence.IndicatorReader;
import io.logstream.functions.threat.intelligence.Indicators;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What all detectors together say of small scenes, and what they do not say. */
class DetectorsTest {

  private static final String CLIENT = "10.0.0.21";
  private static final String SERVER = "198.51.100.7";

  private final List<Flow> flows = new ArrayList<>();
  private Indicators indicators = Indicators.NONE;

  private void add(TestFlows flow) {
    flows.add(flow.flow());
  }

  private List<Alert> alerts(List<Flow> of) {
    Thresholds thresholds = Thresholds.defaults();
    ThreatEngine engine = new ThreatEngine(Detectors.all(thresholds, indicators), thresholds);
    engine.run(of);
    return engine.alerts();
  }

  private List<Alert> alerts() {
    flows.sort(Comparator.comparingLong(Flow::start));
    return alerts(flows);
  }

  private List<String> kinds() {
    return alerts().stream().map(alert -> alert.finding().kind().id()).toList();
  }

  private static String host(int i) {
    return "192.0.2." + (1 + i);
  }

  @Test
  void aRegularConnectionToOneAddressIsABeacon() {
    for (int i = 0; i < 288; i++) {
      add(connection(CLIENT, SERVER, 443, i * 300 + i % 5));
    }
    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.finding().kind()).isEqualTo(Kind.BEACON_IP);
              assertThat(alert.finding().score()).isGreaterThan(0.95);
              assertThat(alert.finding().evidence()).hasSize(Finding.MOST_EVIDENCE);
              assertThat(alert.finding().subject().destination()).isEqualTo(SERVER);
            });
  }

  @Test
  void aServiceBehindManyAddressesIsOneBeaconByItsName() {
    for (int i = 0; i < 288; i++) {
      add(tls(CLIENT, host(i % 50), "api.example.net", i * 300));
    }
    assertThat(kinds()).containsExactly("beacon-sni");
  }

  @Test
  void aBeaconToWhatManyUseIsWorthLess() {
    for (int host = 0; host < 20; host++) {
      for (int i = 0; i < 144; i++) {
        add(tls("10.0.0." + (20 + host), SERVER, "status.example.net", host + i * 600));
      }
    }
    assertThat(alerts()).hasSize(20).allMatch(alert -> alert.severity() == Severity.LOW);
  }

  @Test
  void regularTimeIsNoBeacon() {
    for (int i = 0; i < 288; i++) {
      add(udp(CLIENT, SERVER, 123, i * 300));
    }
    assertThat(kinds()).isEmpty();
  }

  @Test
  void browsingIsNothing() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 400; i++) {
      double second = random.nextDouble() * 20_000;
      String name = "www.site" + random.nextInt(60) + ".example";
      add(tls(CLIENT, host(random.nextInt(200)), name, second));
      String other = "203.0.113." + (1 + random.nextInt(40));
      boolean isDead = random.nextInt(50) == 0;
      add(isDead ? failed(CLIENT, other, 443, second) : connection(CLIENT, other, 443, second));
    }
    assertThat(kinds()).isEmpty();
  }

  @Test
  void manyPortsOfOneHostAreAVerticalScanAndNothingElse() {
    for (int i = 0; i < 60; i++) {
      add(failed(CLIENT, SERVER, 1 + 17 * i, i * 0.01));
    }
    assertThat(kinds()).containsExactly("vertical-scan");
  }

  @Test
  void manyHostsOnOnePortAreAHorizontalScanAndNothingElse() {
    for (int i = 0; i < 60; i++) {
      add(i % 3 == 0 ? connection(CLIENT, host(i), 80, i) : failed(CLIENT, host(i), 80, i));
    }
    assertThat(kinds()).containsExactly("horizontal-scan");
  }

  @Test
  void aScanOverADayIsFound() {
    for (int i = 0; i < 30; i++) {
      add(failed(CLIENT, SERVER, 1000 + i, i * 2500));
    }
    assertThat(alerts())
        .singleElement()
        .satisfies(alert -> assertThat(alert.finding().explanation()).startsWith("slowly"));
  }

  @Test
  void aDeadServerAmongManyThatAnswerIsNoScan() {
    for (int i = 0; i < 100; i++) {
      String other = i + ".113.0.5";
      double second = i * 400;
      add(
          i % 20 == 3
              ? failed(CLIENT, other, 443, second)
              : connection(CLIENT, other, 443, second));
    }
    assertThat(kinds()).isEmpty();
  }

  @Test
  void oneConnectionTriedAgainAndAgainIsOnePeer() {
    for (int i = 0; i < 100; i++) {
      add(failed(CLIENT, SERVER, 8443, i * 30));
    }
    assertThat(kinds()).isEmpty();
  }

  @Test
  void pingsThroughABlockAreASweep() {
    for (int i = 1; i < 120; i++) {
      add(ping(CLIENT, "10.0.1." + i, i));
    }
    assertThat(kinds()).containsExactly("host-sweep");
  }

  @Test
  void singleKnocksOfManyAtManyClosedPortsAreProbesWhoeverIsInside() {
    for (int i = 0; i < 40; i++) {
      add(failed(host(i), SERVER, 2000 + i, i * 60));
      add(connection("203.0.113." + (1 + i), SERVER, 443, i * 60));
    }
    assertThat(alerts())
        .hasSize(40)
        .allSatisfy(
            alert -> {
              assertThat(alert.finding().kind()).isEqualTo(Kind.PROBE);
              assertThat(alert.finding().subject().source()).startsWith("192.0.2.");
              assertThat(alert.severity()).isEqualTo(Severity.LOW);
            });
  }

  @Test
  void oneKnockAtAServerThatFewTryIsNothing() {
    add(failed(host(1), SERVER, 8080, 1));
    add(failed(host(2), SERVER, 8080, 2));
    assertThat(kinds()).isEmpty();
  }

  @Test
  void manyPasswordsForOneAccountAreABruteForce() {
    for (int i = 0; i < 20; i++) {
      add(login(CLIENT, "root", false, i * 5));
    }
    assertThat(kinds()).containsExactly("brute-force");
  }

  @Test
  void theLogInThatThenWorksIsABreakIn() {
    for (int i = 0; i < 20; i++) {
      add(login(CLIENT, "root", false, i * 5));
    }
    add(login(CLIENT, "root", true, 110));
    assertThat(alerts())
        .anySatisfy(
            alert -> {
              assertThat(alert.finding().kind()).isEqualTo(Kind.BREAK_IN);
              assertThat(alert.finding().subject().user()).isEqualTo("root");
              assertThat(alert.severity()).isGreaterThanOrEqualTo(Severity.HIGH);
            });
  }

  @Test
  void onePasswordForManyAccountsIsASpray() {
    for (int i = 0; i < 20; i++) {
      add(login(CLIENT, "user" + i, false, i * 5));
    }
    assertThat(kinds()).containsExactly("password-spray");
  }

  @Test
  void aForgottenPasswordIsNothing() {
    for (int i = 0; i < 4; i++) {
      add(login(CLIENT, "alice", false, i * 8));
    }
    add(login(CLIENT, "alice", true, 60));
    assertThat(kinds()).isEmpty();
  }

  @Test
  void dataInNamesIsATunnel() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      String label = new BigInteger(160, random).toString(32);
      add(question(CLIENT, label + ".t.example.net", "TXT", "NOERROR", i * 2));
    }
    assertThat(kinds()).containsExactly("dns-tunnel");
  }

  @Test
  void aBlackListAskedByDnsIsNoTunnel() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 500; i++) {
      String address =
          random.nextInt(255) + "." + random.nextInt(255) + "." + random.nextInt(255) + ".9";
      add(question(CLIENT, address + ".list.example.org", "A", "NXDOMAIN", i * 10));
    }
    assertThat(kinds()).isEmpty();
  }

  @Test
  void questionsWithoutEndAreAFlood() {
    for (int i = 0; i < 3000; i++) {
      add(udp(CLIENT, SERVER, 53, i * 0.1));
    }
    assertThat(kinds()).containsExactly("dns-flood");
  }

  @Test
  void connectionsWithoutEndAreAStrobe() {
    for (int i = 0; i < 2000; i++) {
      add(failed(CLIENT, SERVER, 80, i * 0.2));
    }
    assertThat(kinds()).containsExactly("strobe");
  }

  @Test
  void refusalsWithoutEndAreADenyBurst() {
    for (int i = 0; i < 100; i++) {
      add(failed(CLIENT, SERVER, 8443, i).denied());
    }
    assertThat(kinds()).containsExactly("deny-burst");
  }

  @Test
  void aConnectionOverHoursIsFoundOutsideOnly() {
    add(connection(CLIENT, SERVER, 8443, 0).lasting(12));
    add(connection(CLIENT, "10.0.0.9", 22, 0).lasting(12));
    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.finding().kind()).isEqualTo(Kind.LONG_CONNECTION);
              assertThat(alert.finding().subject().destination()).isEqualTo(SERVER);
            });
  }

  @Test
  void aVolumeFarAboveTheOwnHoursIsExfiltration() {
    for (int hour = 0; hour < 20; hour++) {
      for (int i = 0; i < 5; i++) {
        double second = hour * 3600 + 500 * i + 60 * (hour % 7);
        add(connection(CLIENT, host(i), 443, second).carrying(200_000, 5_000_000));
      }
    }
    add(connection(CLIENT, SERVER, 443, 20 * 3600 + 10).carrying(900_000_000, 2_000_000));
    assertThat(kinds()).contains("exfiltration");
  }

  @Test
  void anHourlyBackupThatIsTheHostsHabitIsNoExfiltration() {
    for (int hour = 0; hour < 40; hour++) {
      add(
          connection(CLIENT, SERVER, 443, hour * 3600 + 7 * (hour % 5))
              .carrying(600_000_000L + hour % 3 * 50_000_000L, 5_000_000));
    }
    assertThat(kinds()).doesNotContain("exfiltration");
  }

  @Test
  void administeringManyNewHostsIsLateralMovement() {
    for (int hour = 0; hour < 30; hour++) {
      add(connection(CLIENT, "10.0.0.2", 445, hour * 3600 + 13 * (hour % 7)));
    }
    for (int i = 0; i < 8; i++) {
      add(connection(CLIENT, "10.0.1." + (10 + i), 3389, 31 * 3600 + i * 60));
    }
    assertThat(kinds()).contains("lateral-movement");
  }

  @Test
  void aShellOnThePortOfTheWebIsOutOfPlace() {
    add(connection(CLIENT, SERVER, 443, 0).speaking("ssh"));
    add(connection(CLIENT, SERVER, 22, 0).speaking("ssh"));
    add(connection(CLIENT, SERVER, 8080, 0).speaking("http"));
    assertThat(alerts())
        .singleElement()
        .satisfies(alert -> assertThat(alert.finding().subject().port()).isEqualTo(443));
  }

  @Test
  void whatAListNamesIsFoundUntilItExpires() throws IOException {
    String list = "# a list\n198.51.100.0/24,2023-11-14T23:00:00Z\nbad.example\n";
    indicators = new Indicators(IndicatorReader.read(list, "list"));
    add(connection(CLIENT, SERVER, 443, 0));
    add(connection(CLIENT, SERVER, 443, 7200));
    add(tls(CLIENT, "192.0.2.9", "cdn.bad.example", 100));
    assertThat(alerts())
        .hasSize(2)
        .allSatisfy(
            alert -> {
              assertThat(alert.finding().kind()).isEqualTo(Kind.INDICATOR);
              assertThat(alert.finding().count()).isEqualTo(1);
            });
  }

  @Test
  void theOrderOfFlowsDoesNotMatterForBeaconsAndScans() {
    for (int i = 0; i < 200; i++) {
      add(connection(CLIENT, SERVER, 443, i * 300));
    }
    for (int i = 0; i < 30; i++) {
      add(failed(CLIENT, host(i), 23, i * 10));
    }
    List<String> inOrder = alerts().stream().map(alert -> alert.finding().group()).toList();
    List<Flow> shuffled = new ArrayList<>(flows);
    Collections.shuffle(shuffled, new Random(1));
    assertThat(alerts(shuffled).stream().map(alert -> alert.finding().group()).toList())
        .containsExactlyInAnyOrderElementsOf(inOrder)
        .hasSize(2);
  }
}
