package io.logstream.local.alerting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.logstream.functions.resilience.Guard;
import io.logstream.functions.resilience.GuardOptions;
import io.logstream.functions.resilience.GuardState;
import io.logstream.functions.threat.Severity;
import io.logstream.local.alerting.AlertDelivery.Outcome;
import io.logstream.local.alerting.AlertOutput.RefusedException;
import jakarta.mail.internet.MimeMessage;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertDeliveryTest {

  @TempDir private Path folder;
  private ToldAlerts told;

  /** Fails as it is told to, then takes all. */
  private static final class ScriptedOutput implements AlertOutput {

    private final Deque<IOException> failures = new ArrayDeque<>();
    private final List<String> sent = new ArrayList<>();
    private int attempts;

    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public void send(AlertNotice notice) throws IOException {
      attempts++;
      if (!failures.isEmpty()) {
        throw failures.remove();
      }
      sent.add(notice.key());
    }

    @Override
    public void close() {}
  }

  private final ScriptedOutput output = new ScriptedOutput();
  private final Guard guard = new Guard("scripted", GuardOptions.defaults());
  private final List<Duration> pauses = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    told = new ToldAlerts(folder.resolve("state").resolve("told.db"));
  }

  @AfterEach
  void close() throws Exception {
    told.close();
  }

  private AlertDelivery delivery() {
    return new AlertDelivery(output, guard, told, Severity.MEDIUM, pauses::add);
  }

  private static AlertNotice alert(String id, String severity) throws IOException {
    return AlertNotice.read(
        ("{\"v\":1,\"id\":\""
                + id
                + "\",\"kind\":\"beacon-sni\",\"family\":\"control\",\"score\":0.9,\"worth\":0.75,"
                + "\"severity\":\""
                + severity
                + "\",\"technique\":{\"id\":\"T1071.001\",\"name\":\"Web Protocols\"},"
                + "\"source\":{\"ip\":\"10.0.0.7\"},\"destination\":{\"ip\":\"192.0.2.1\","
                + "\"port\":443,\"domain\":\"x.example\"},\"first_seen\":\"2026-01-01T00:00:00Z\","
                + "\"last_seen\":\"2026-01-01T01:00:00Z\",\"count\":12,"
                + "\"rule\":{\"id\":\"r|1\",\"title\":\"a|b\\\\c\"},"
                + "\"explanation\":\"every = 60 s\\nsame size\"}")
            .getBytes(UTF_8));
  }

  @Test
  void anAlertIsToldOnceAndAgainWhenItIsGraver() throws Exception {
    AlertDelivery delivery = delivery();
    assertThat(delivery.deliver(alert("a", "low"), () -> false)).isEqualTo(Outcome.BELOW);
    assertThat(delivery.deliver(alert("a", "medium"), () -> false)).isEqualTo(Outcome.TOLD);
    assertThat(delivery.deliver(alert("a", "medium"), () -> false)).isEqualTo(Outcome.KNOWN);
    assertThat(delivery.deliver(alert("a", "high"), () -> false)).isEqualTo(Outcome.TOLD);
    assertThat(delivery.deliver(alert("a", "medium"), () -> false)).isEqualTo(Outcome.KNOWN);
    assertThat(delivery.deliver(alert("b", "medium"), () -> false)).isEqualTo(Outcome.TOLD);
    assertThat(output.sent).containsExactly("a/medium", "a/high", "b/medium");
  }

  @Test
  void whatWasToldIsKnownAfterARestart() throws Exception {
    delivery().deliver(alert("a", "high"), () -> false);
    told.close();
    told = new ToldAlerts(folder.resolve("state").resolve("told.db"));
    assertThat(delivery().deliver(alert("a", "high"), () -> false)).isEqualTo(Outcome.KNOWN);
  }

  @Test
  void anOutputThatFailsIsTriedAgainWithGrowingPauses() throws Exception {
    for (int i = 0; i < 4; i++) {
      output.failures.add(new IOException("away"));
    }
    assertThat(delivery().deliver(alert("a", "high"), () -> false)).isEqualTo(Outcome.TOLD);
    assertThat(output.attempts).isEqualTo(5);
    assertThat(pauses)
        .containsExactly(
            Duration.ofMillis(200),
            Duration.ofMillis(400),
            Duration.ofMillis(800),
            Duration.ofMillis(1600));
  }

  @Test
  void theBreakerSparesAnOutputThatIsDown() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      output.failures.add(new IOException("down"));
    }
    assertThat(delivery().deliver(alert("a", "high"), () -> pauses.size() == 40))
        .isEqualTo(Outcome.ENDED);
    assertThat(guard.state()).isEqualTo(GuardState.OPEN);
    assertThat(output.attempts).as("attempts before it opened").isLessThan(15);
    assertThat(told.knows("scripted", alert("a", "high"))).isFalse();
  }

  @Test
  void whatAnOutputRefusesIsNotTriedAgainAndOpensNoBreaker() throws Exception {
    for (int i = 0; i < 100; i++) {
      output.failures.add(new RefusedException("no"));
      assertThat(delivery().deliver(alert("a", "high"), () -> false)).isEqualTo(Outcome.REFUSED);
    }
    assertThat(output.attempts).isEqualTo(100);
    assertThat(guard.state()).isEqualTo(GuardState.CLOSED);
  }

  @Test
  void aRecordThatIsNoAlertSaysWhatWasExpected() {
    assertThatThrownBy(
            () -> AlertNotice.read("{\"v\":1,\"id\":\"a\",\"severity\":\"x\"}".getBytes(UTF_8)))
        .hasMessage("alert: severity: expected low, medium, high or critical, found \"x\"");
    assertThatThrownBy(() -> AlertNotice.read(null)).hasMessageContaining("expected a JSON object");
    assertThatThrownBy(() -> AlertNotice.read("no".getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theWebhookPostsTheAlertWithItsKey() throws Exception {
    List<String> requests = new CopyOnWriteArrayList<>();
    Deque<Integer> answers = new ArrayDeque<>(List.of(503, 200, 400, 409));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(
              exchange.getRequestHeaders().getFirst("Idempotency-Key")
                  + ' '
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + ' '
                  + exchange.getRequestBody().readAllBytes().length);
          exchange.sendResponseHeaders(answers.remove(), -1);
          exchange.close();
        });
    server.start();
    try (WebhookOutput webhook =
        new WebhookOutput(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/alerts"),
            "secret",
            Duration.ofSeconds(5))) {
      AlertNotice alert = alert("a", "high");
      assertThatThrownBy(() -> webhook.send(alert))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(RefusedException.class);
      webhook.send(alert);
      assertThatThrownBy(() -> webhook.send(alert)).isInstanceOf(RefusedException.class);
      webhook.send(alert);
      assertThat(requests).hasSize(4).containsOnly("a/high Bearer secret " + alert.json().length);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void syslogCarriesCefAndComesBackAfterTheServerDid() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        SyslogOutput syslog =
            new SyslogOutput(
                InetSocketAddress.createUnresolved("127.0.0.1", server.getLocalPort()),
                Duration.ofSeconds(5))) {
      syslog.send(alert("a", "high"));
      try (Socket first = server.accept()) {
        assertThat(frame(first))
            .matches("<131>1 \\S+Z - logstream - alert - CEF:0\\|LogStream\\|LogStream\\|1\\|.*");
      }
      syslog.send(alert("b", "critical"));
      try (Socket second = server.accept()) {
        assertThat(frame(second)).startsWith("<130>1 ").contains("externalId=b ");
      }
    }
  }

  private static String frame(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int length = 0;
    for (int digit = in.read(); digit != ' '; digit = in.read()) {
      length = 10 * length + digit - '0';
    }
    return new String(in.readNBytes(length), UTF_8);
  }

  @Test
  void mailSaysWhatWhereAndWhyUnderANameOfItsOwn() throws Exception {
    GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort());
    server.start();
    try (EmailOutput email = email("smtp://127.0.0.1:" + server.getSmtp().getPort())) {
      email.send(alert("a", "high"));
      email.send(alert("a", "high"));
      email.send(alert("a", "critical"));
      // The first receiver's, then the second's.
      MimeMessage[] messages = server.getReceivedMessages();
      assertThat(messages).hasSize(6);
      assertThat(messages[0].getSubject()).isEqualTo("[high] a|b\\c: 10.0.0.7 to x.example");
      assertThat(messages[0].getFrom()[0]).hasToString("LogStream <logstream@a.example>");
      assertThat(messages[0].getContent().toString().replace("\r\n", "\n"))
          .contains(
              "every = 60 s\nsame size\n", "ATT&CK: T1071.001 Web Protocols\n", "Times: 12\n");
      assertThat(messages[1].getMessageID()).isEqualTo(messages[0].getMessageID());
      assertThat(messages[2].getMessageID()).isNotEqualTo(messages[0].getMessageID());
      assertThat(messages[2].getHeader("References"))
          .isEqualTo(messages[0].getHeader("References"));
    } finally {
      server.stop();
    }
  }

  private static EmailOutput email(String server) {
    return new EmailOutput(
        new EmailOutput.Options(
            URI.create(server),
            "",
            "",
            "LogStream <logstream@a.example>",
            "one@b.example, two@b.example"),
        Duration.ofSeconds(5));
  }

  @Test
  void anAlertCannotAddAHeaderToTheMail() throws Exception {
    GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort());
    server.start();
    try (EmailOutput email = email("smtp://127.0.0.1:" + server.getSmtp().getPort())) {
      email.send(
          AlertNotice.read(
              ("{\"v\":1,\"id\":\"a\\r\\nBcc: x@c.example\",\"severity\":\"high\","
                      + "\"kind\":\"k\\r\\nBcc: x@c.example\",\"score\":1}")
                  .getBytes(UTF_8)));
      assertThat(server.getReceivedMessages()).hasSize(2);
      assertThat(server.getReceivedMessages()[0].getHeader("Bcc")).isNull();
    } finally {
      server.stop();
    }
  }

  @Test
  void aMailServerThatIsAwayAndOneThatMayNotSeeTheAlertAreTriedAgain() throws Exception {
    GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort());
    server.start();
    String address = "smtp://127.0.0.1:" + server.getSmtp().getPort();
    server.stop();
    try (EmailOutput email = email(address)) {
      assertThatThrownBy(() -> email.send(alert("a", "high")))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(RefusedException.class);
    }
    assertThat(EmailOutput.isRefused("DATA", 554)).isTrue();
    assertThat(EmailOutput.isRefused("\r\n.", 552)).isTrue();
    assertThat(EmailOutput.isRefused("\r\n.", 451)).isFalse();
    assertThat(EmailOutput.isRefused("MAIL FROM:<a@a.example>", 530)).isFalse();
    assertThatThrownBy(
            () ->
                new EmailOutput(
                    new EmailOutput.Options(
                        URI.create("smtp://h"), "", "", "a@b.example", "no one"),
                    Duration.ofSeconds(5)))
        .hasMessageStartingWith("mail: expected a receiver's address, found \"no one\"");
  }

  @Test
  void cefEscapesWhatItsHeaderAndItsExtensionEscape() throws Exception {
    assertThat(CommonEventFormat.of(alert("a", "critical")))
        .isEqualTo(
            "CEF:0|LogStream|LogStream|1|beacon-sni|a\\|b\\\\c|10|externalId=a cat=control"
                + " src=10.0.0.7 dst=192.0.2.1 dpt=443 dhost=x.example start=1767225600000"
                + " end=1767229200000 cnt=12 cs1Label=technique cs1=T1071.001 cs2Label=rule cs2=r|1"
                + " cfp1Label=worth cfp1=0.75 msg=every \\= 60 s\\nsame size");
  }
}
