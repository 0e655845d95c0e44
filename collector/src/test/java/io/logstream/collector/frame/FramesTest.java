package io.logstream.collector.frame;

import static io.logstream.collector.CollectorFixture.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logstream.collector.CollectorFixture;
import io.logstream.collector.access.Tenants;
import io.logstream.collector.outlet.FakeKafka;
import io.logstream.collector.wire.Packing;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FramesTest {

  private static Frame frame(long number, int lines) {
    return new Frame(
        number,
        Map.of("host", "web-1", "file", "/var/log/a.log", "key", "k" + number),
        IntStream.range(0, lines)
            .mapToObj(i -> new Frame.PositionedLine(i * 10L, ("line " + i).getBytes(UTF_8)))
            .toList());
  }

  private static Socket connect(CollectorFixture collector, String token) throws IOException {
    Socket socket = new Socket("127.0.0.1", collector.address("frames").getPort());
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(Frame.PREFACE);
    socket.getOutputStream().write(Frame.hello(token));
    return socket;
  }

  @Test
  void framesOfEachPackingAreAcknowledged() throws Exception {
    try (CollectorFixture collector = new CollectorFixture();
        Socket socket = connect(collector, "")) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      long number = 1;
      for (Packing packing : Packing.values()) {
        socket.getOutputStream().write(frame(number, 100).encode(packing));
        assertThat(FrameAnswer.read(in))
            .isEqualTo(new FrameAnswer(FrameAnswer.Kind.STORED, number, ""));
        number++;
      }
      assertThat(collector.values(Topics.LOGS_RAW)).hasSize(500).contains("line 99");
      var record = collector.kafka().stored().get(1);
      assertThat(header(record, RawHeaders.KEY)).isEqualTo("k1:10");
      assertThat(header(record, RawHeaders.HOST)).isEqualTo("web-1");
      assertThat(header(record, RawHeaders.FILE)).isEqualTo("/var/log/a.log");
      assertThat(header(record, RawHeaders.TRANSPORT)).isEqualTo("frames");
    }
  }

  @Test
  void frameIsNotAcknowledgedBeforeItsLinesAreSafe() throws Exception {
    try (CollectorFixture collector =
            new CollectorFixture("--spool-max=0", "--guard", "timeout-ms=300");
        Socket socket = connect(collector, "")) {
      collector.kafka().become(FakeKafka.Mode.HANGING);
      socket.getOutputStream().write(frame(1, 10).encode(Packing.NONE));
      socket.setSoTimeout(500);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      assertThatThrownBy(() -> FrameAnswer.read(in))
          .isInstanceOf(java.net.SocketTimeoutException.class);
      collector.kafka().become(FakeKafka.Mode.UP);
      socket.setSoTimeout(10_000);
      assertThat(FrameAnswer.read(in).kind()).isEqualTo(FrameAnswer.Kind.STORED);
    }
  }

  @Test
  void damagedFrameIsRefusedAndNoneOfItsLinesAreTaken() throws Exception {
    Random random = new Random(3);
    byte[] good = frame(1, 20).encode(Packing.ZSTD);
    try (CollectorFixture collector = new CollectorFixture()) {
      for (int i = 0; i < 200; i++) {
        byte[] bad = good.clone();
        int at = random.nextInt(bad.length);
        bad[at] ^= (byte) (1 << random.nextInt(8));
        try (Socket socket = connect(collector, "")) {
          socket.getOutputStream().write(bad);
          // A greater length makes the receiver wait for more; the end of the stream ends that.
          socket.shutdownOutput();
          DataInputStream in = new DataInputStream(socket.getInputStream());
          try {
            assertThat(FrameAnswer.read(in).kind()).isEqualTo(FrameAnswer.Kind.REFUSED);
          } catch (IOException e) {
            assertThat(e).hasMessageContaining("closed the connection");
          }
        }
      }
      assertThat(collector.kafka().stored()).isEmpty();
      try (Socket socket = connect(collector, "")) {
        socket.getOutputStream().write(good);
        assertThat(FrameAnswer.read(new DataInputStream(socket.getInputStream())).kind())
            .isEqualTo(FrameAnswer.Kind.STORED);
      }
    }
  }

  @Test
  void wrongPrefaceTokenAndSizeAreAnsweredClearly(@TempDir Path folder) throws Exception {
    Path tokens = folder.resolve("tokens");
    Files.writeString(tokens, "shop " + Tenants.digest("s3cret") + "\n");
    try (CollectorFixture collector =
        new CollectorFixture("--tokens", tokens.toString(), "--max-request=1000")) {
      for (List<String> attempt :
          List.of(
              List.of("wrong", "no tenant has this token"),
              List.of("s3cret", "expected at most 1000 bytes packed, found 100050"))) {
        try (Socket socket = connect(collector, attempt.get(0))) {
          byte[] large =
              new Frame(5, Map.of(), List.of(new Frame.PositionedLine(0, new byte[100_000 + 36])))
                  .encode(Packing.NONE);
          socket.getOutputStream().write(large);
          assertThat(FrameAnswer.read(new DataInputStream(socket.getInputStream())).text())
              .isEqualTo(attempt.get(1));
        }
      }
      try (Socket socket = new Socket("127.0.0.1", collector.address("frames").getPort())) {
        socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
        assertThat(FrameAnswer.read(new DataInputStream(socket.getInputStream())).text())
            .startsWith("expected \"LSF1\" first");
      }
    }
  }
}
