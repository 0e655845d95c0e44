package io.logstream.collector.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logstream.collector.CollectorFixture;
import io.logstream.collector.outlet.FakeKafka;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** RELP over a real socket. */
class RelpTest {

  /** A client that has opened nothing yet. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader answers;

    Client(CollectorFixture collector) throws IOException {
      socket = new Socket("127.0.0.1", collector.address("relp").getPort());
      socket.setSoTimeout(10_000);
      answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    void send(long transaction, String command, String data) throws IOException {
      int length = data.getBytes(UTF_8).length;
      String frame =
          "%d %s %d%s%s\n".formatted(transaction, command, length, length > 0 ? " " : "", data);
      socket.getOutputStream().write(frame.getBytes(UTF_8));
    }

    void open() throws IOException {
      send(1, "open", "relp_version=0\nrelp_software=test\ncommands=syslog");
      assertThat(answers.readLine()).isEqualTo("1 rsp 61 200 OK");
      assertThat(answers.readLine()).isEqualTo("relp_version=0");
      assertThat(answers.readLine()).isEqualTo("relp_software=logstream");
      assertThat(answers.readLine()).isEqualTo("commands=syslog");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void messageIsAnsweredWhenItIsStored() throws Exception {
    try (CollectorFixture collector = new CollectorFixture("--relp=127.0.0.1:0");
        Client client = new Client(collector)) {
      client.open();
      client.send(2, "syslog", "<34>1 - web-1 app - - - hello\n");
      assertThat(client.answers.readLine()).isEqualTo("2 rsp 6 200 OK");
      var record = collector.kafka().stored().get(0);
      assertThat(new String(record.value(), UTF_8)).isEqualTo("<34>1 - web-1 app - - - hello");
      assertThat(new String(record.key(), UTF_8)).isEqualTo("web-1/app");
      assertThat(CollectorFixture.header(record, RawHeaders.TRANSPORT)).isEqualTo("relp");

      client.send(3, "close", "");
      assertThat(client.answers.readLine()).isEqualTo("3 rsp 0");
      assertThat(client.answers.readLine()).isEqualTo("0 serverclose 0");
    }
  }

  /** With Kafka away and no disk queue nothing is safe, so nothing may be answered. */
  @Test
  void messageIsNotAnsweredBeforeItIsSafe() throws Exception {
    try (CollectorFixture collector =
            new CollectorFixture("--relp=127.0.0.1:0", "--spool-max=0", "--guard=timeout-ms=500");
        Client client = new Client(collector)) {
      client.open();
      collector.kafka().become(FakeKafka.Mode.HANGING);
      client.send(2, "syslog", "<34>waits");
      client.send(3, "unknown", "");
      assertThat(client.answers.readLine()).isEqualTo("3 rsp 22 500 no command unknown");
      collector.kafka().become(FakeKafka.Mode.UP);
      assertThat(client.answers.readLine()).isEqualTo("2 rsp 6 200 OK");
    }
  }

  @Test
  void messageOverTheLimitIsAnsweredAndADeadLetter() throws Exception {
    try (CollectorFixture collector = new CollectorFixture("--relp=127.0.0.1:0", "--max-line=100");
        Client client = new Client(collector)) {
      client.open();
      client.send(2, "syslog", "x".repeat(5000));
      assertThat(client.answers.readLine()).isEqualTo("2 rsp 6 200 OK");
      await().until(() -> collector.values(Topics.LOGS_DEAD).size() == 1);
      assertThat(collector.values(Topics.LOGS_DEAD).get(0)).isEqualTo("x".repeat(100));
    }
  }

  @Test
  void whatIsNoRelpIsAnsweredClearlyAndEnded() throws Exception {
    try (CollectorFixture collector = new CollectorFixture("--relp=127.0.0.1:0");
        Client noise = new Client(collector);
        Client hasty = new Client(collector)) {
      noise.socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
      assertThat(noise.answers.readLine()).contains("500 relp: expected a transaction number");
      assertThat(noise.answers.readLine()).isNull();

      hasty.send(1, "syslog", "<34>first");
      assertThat(hasty.answers.readLine()).contains("500 relp: expected open first");
      assertThat(hasty.answers.readLine()).isNull();
      assertThat(collector.kafka().stored()).isEmpty();
    }
  }
}
