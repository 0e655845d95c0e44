package io.logstream.functions.threat;

import static io.logstream.functions.threat.TestFlows.connection;
import static io.logstream.functions.threat.TestFlows.question;
import static io.logstream.functions.threat.TestFlows.tls;
import static io.logstream.functions.threat.TestFlows.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.intelligence.Indicators;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A day of thirty hosts without any attack: time, mail polled, updates asked for, files
 * synchronised, push channels held open, video, file shares, browsing, and one host with a program
 * that nobody else has.
 */
class OfficeDayTest {

  private static final int HOSTS = 30;
  private static final int DAY = 86_400;

  private final SplittableRandom random = new SplittableRandom(42);
  private final List<Flow> flows = new ArrayList<>();

  private void add(TestFlows flow) {
    flows.add(flow.flow());
  }

  private void host(int number) {
    String host = "10.1.0." + (10 + number);
    for (int t = random.nextInt(1024); t < DAY; t += 1024) {
      add(udp(host, "203.0.113.123", 123, t));
    }
    for (int t = random.nextInt(300); t < DAY; t += 300) {
      add(connection(host, "10.1.0.5", 993, t));
      add(tls(host, "198.51.100.20", "mail.example.com", t + 1));
    }
    for (int t = random.nextInt(3600); t < DAY; t += 3600 + random.nextInt(60)) {
      add(tls(host, "198.51.100.30", "update.example.com", t));
    }
    for (int t = 8 * 3600; t < 18 * 3600; t += 30 + random.nextInt(5)) {
      add(tls(host, "198.51.100.40", "sync.example.org", t));
    }
    add(connection(host, "198.51.100.50", 5228, 8 * 3600).lasting(9.5));
    int video = 10 * 3600 + random.nextInt(3600);
    for (int i = 0; i < 40; i++) {
      add(
          tls(host, "198.51.100.60", "video.example.net", video + i * 4)
              .carrying(20_000, 4_000_000));
    }
    for (int i = 0; i < 300; i++) {
      double t = 8 * 3600 + random.nextInt(10 * 3600);
      String name = "www.site-" + random.nextInt(400) + ".example";
      add(question(host, name, "A", random.nextInt(60) == 0 ? "NXDOMAIN" : "NOERROR", t));
      String address = (1 + random.nextInt(9)) + ".9." + random.nextInt(250) + ".7";
      boolean isDead = random.nextInt(40) == 0;
      add(
          isDead
              ? TestFlows.failed(host, address, 443, t + 0.1)
              : tls(host, address, name, t + 0.1));
    }
    for (int i = 0; i < 20; i++) {
      add(connection(host, "10.1.0." + (2 + i % 3), 445, 8 * 3600 + random.nextInt(36_000)));
    }
  }

  @Test
  void raisesAtMostOneAlertOfHighSeverity() {
    for (int number = 0; number < HOSTS; number++) {
      host(number);
    }
    for (int t = 0; t < DAY; t += 900) {
      add(tls("10.1.0.17", "198.51.100.99", "licence.vendor.example", t));
    }
    flows.sort(Comparator.comparingLong(Flow::start));
    Thresholds thresholds = Thresholds.defaults();
    ThreatEngine engine = new ThreatEngine(Detectors.all(thresholds, Indicators.NONE), thresholds);
    engine.run(flows);

    List<Alert> alerts = engine.alerts();
    assertThat(alerts.stream().filter(a -> a.severity().compareTo(Severity.HIGH) >= 0))
        .hasSizeLessThanOrEqualTo(1);
    assertThat(alerts)
        .extracting(alert -> alert.finding().kind())
        .doesNotContain(
            Kind.HORIZONTAL_SCAN, Kind.VERTICAL_SCAN, Kind.GENERATED_DOMAINS, Kind.EXFILTRATION);
  }
}
