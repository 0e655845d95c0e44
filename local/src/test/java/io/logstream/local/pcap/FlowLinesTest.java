package io.logstream.local.pcap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.Flow;
import io.logstream.functions.normalize.LineNormalizer;
import io.logstream.functions.parse.Formats;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.route.Flows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Captures made by hand, packet by packet, so that what must come out is known. */
class FlowLinesTest {

  private static final long SECOND = 1_700_000_000L;
  private static final int SYN = Packet.SYN;
  private static final int ACK = Packet.ACK;
  private static final int FIN = Packet.FIN;

  private final List<byte[]> frames = new ArrayList<>();

  /** How a capture is written. */
  enum Container {
    PCAP_MICROS_BIG,
    PCAP_MICROS_LITTLE,
    PCAP_NANOS_LITTLE,
    NEXT_BIG,
    NEXT_LITTLE;

    byte[] write(List<byte[]> frames) {
      boolean isBig = name().endsWith("BIG");
      ByteBuffer out =
          ByteBuffer.allocate(1 << 16)
              .order(isBig ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      boolean isNext = name().startsWith("NEXT");
      if (isNext) {
        out.putInt(0x0a0d0d0a)
            .putInt(28)
            .putInt(0x1a2b3c4d)
            .putShort((short) 1)
            .putShort((short) 0);
        out.putLong(-1).putInt(28);
        // An interface of nanoseconds, and a block of a type that nobody knows.
        out.putInt(1).putInt(32).putShort((short) 1).putShort((short) 0).putInt(0);
        out.putShort((short) 9).putShort((short) 1).put((byte) 9).put(new byte[3]).putInt(0);
        out.putInt(32);
        out.putInt(0x0bad).putInt(16).putInt(7).putInt(16);
      } else {
        out.putInt(this == PCAP_NANOS_LITTLE ? 0xa1b23c4d : 0xa1b2c3d4);
        out.putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(65_535).putInt(1);
      }
      int number = 0;
      for (byte[] frame : frames) {
        long micros = number++ * 100_000L; // ten frames a second
        if (isNext) {
          long nanos = SECOND * 1_000_000_000L + micros * 1_000;
          int padded = (frame.length + 3) / 4 * 4;
          out.putInt(6).putInt(32 + padded).putInt(0).putInt((int) (nanos >>> 32));
          out.putInt((int) nanos).putInt(frame.length).putInt(frame.length).put(frame);
          out.put(new byte[padded - frame.length]).putInt(32 + padded);
        } else {
          long fraction = micros % 1_000_000 * (this == PCAP_NANOS_LITTLE ? 1_000 : 1);
          out.putInt((int) (SECOND + micros / 1_000_000)).putInt((int) fraction);
          out.putInt(frame.length).putInt(frame.length).put(frame);
        }
      }
      return Arrays.copyOf(out.array(), out.position());
    }
  }

  private void tcp(String from, int fromPort, String to, int toPort, int flags, byte[] payload)
      throws IOException {
    ByteBuffer segment = ByteBuffer.allocate(20 + payload.length);
    segment.putShort((short) fromPort).putShort((short) toPort).putInt(1).putInt(1);
    segment.put((byte) 0x50).put((byte) flags).putShort((short) 1000).putInt(0).put(payload);
    frames.add(ethernet(from, to, Packet.TCP, segment.array()));
  }

  private void udp(String from, int fromPort, String to, int toPort, byte[] payload)
      throws IOException {
    ByteBuffer datagram = ByteBuffer.allocate(8 + payload.length);
    datagram.putShort((short) fromPort).putShort((short) toPort);
    datagram.putShort((short) (8 + payload.length)).putShort((short) 0).put(payload);
    frames.add(ethernet(from, to, Packet.UDP, datagram.array()));
  }

  /** Tagged with a VLAN, and padded to 64 bytes as a network card does. */
  private static byte[] ethernet(String from, String to, int protocol, byte[] transport)
      throws IOException {
    byte[] source = InetAddress.getByName(from).getAddress();
    byte[] destination = InetAddress.getByName(to).getAddress();
    boolean isV4 = source.length == 4;
    int header = isV4 ? 20 : 40;
    int length = 18 + header + transport.length;
    ByteBuffer frame = ByteBuffer.allocate(Math.max(64, length));
    frame.put(new byte[12]).putShort((short) 0x8100).putShort((short) 7);
    frame.putShort((short) (isV4 ? 0x0800 : 0x86dd));
    if (isV4) {
      frame.put((byte) 0x45).put((byte) 0).putShort((short) (20 + transport.length));
      frame.putInt(0).put((byte) 64).put((byte) protocol).putShort((short) 0);
    } else {
      frame.putInt(0x60000000).putShort((short) transport.length).put((byte) protocol);
      frame.put((byte) 64);
    }
    frame.put(source).put(destination).put(transport);
    return frame.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static byte[] dns(String name, int type, int flags) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(
        ByteBuffer.allocate(12)
            .putShort((short) 9)
            .putShort((short) flags)
            .putShort((short) 1)
            .array());
    for (String label : name.split("\\.", -1)) {
      out.write(label.length());
      out.write(ascii(label));
    }
    out.write(new byte[] {0, 0, (byte) type, 0, 1});
    return out.toByteArray();
  }

  private static byte[] clientHello(String name) {
    ByteBuffer extension = ByteBuffer.allocate(9 + name.length());
    extension.putShort((short) 0).putShort((short) (5 + name.length()));
    extension.putShort((short) (3 + name.length())).put((byte) 0);
    extension.putShort((short) name.length()).put(ascii(name));
    ByteBuffer hello =
        ByteBuffer.allocate(5 + 4 + 2 + 32 + 1 + 4 + 2 + 2 + 6 + extension.capacity());
    hello.put((byte) 22).putShort((short) 0x301).putShort((short) (hello.capacity() - 5));
    hello.put((byte) 1).put(new byte[3]).putShort((short) 0x303).put(new byte[32]).put((byte) 0);
    hello.putShort((short) 2).putShort((short) 0x1301).put((byte) 1).put((byte) 0);
    hello.putShort((short) (6 + extension.capacity()));
    hello.putShort((short) 43).putShort((short) 2).putShort((short) 0x304); // another extension
    return hello.put(extension.array()).array();
  }

  private void conversation() throws IOException {
    String client = "10.0.0.7";
    udp(client, 50_000, "10.0.0.53", 53, dns("WWW.Example.com", 28, 0x0100));
    udp("10.0.0.53", 53, client, 50_000, dns("WWW.Example.com", 28, 0x8183));
    String server = "192.0.2.80";
    tcp(client, 50_001, server, 80, SYN, new byte[0]);
    tcp(server, 80, client, 50_001, SYN | ACK, new byte[0]);
    tcp(client, 50_001, server, 80, ACK, new byte[0]);
    tcp(
        client,
        50_001,
        server,
        80,
        ACK,
        ascii("GET /a?b=c HTTP/1.1\r\nHost: web.example\r\nUser-Agent: agent/1\r\n\r\n"));
    tcp(server, 80, client, 50_001, ACK, ascii("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(500)));
    tcp(client, 50_001, server, 80, ACK | FIN, new byte[0]);
    tcp(server, 80, client, 50_001, ACK | FIN, new byte[0]);
    tcp(client, 50_001, server, 80, ACK, new byte[0]);
    tcp(client, 50_002, "192.0.2.81", 22, SYN, new byte[0]);
    tcp(client, 50_003, "192.0.2.81", 23, SYN, new byte[0]);
    tcp("192.0.2.81", 23, client, 50_003, Packet.RST | ACK, new byte[0]);
    tcp("2001:db8::7", 50_004, "2001:db8::8", 443, SYN, new byte[0]);
    tcp("2001:db8::8", 443, "2001:db8::7", 50_004, SYN | ACK, new byte[0]);
    tcp("2001:db8::7", 50_004, "2001:db8::8", 443, ACK, clientHello("TLS.example"));
    frames.add(new byte[60]); // no IP
  }

  private static List<String> lines(byte[] capture) throws IOException {
    List<String> lines = new ArrayList<>();
    new FlowLines(line -> lines.add(new String(line, UTF_8)))
        .read(new ByteArrayInputStream(capture));
    return lines;
  }

  private static String brief(String line) throws IOException {
    JsonNode json = new ObjectMapper().readTree(line);
    StringBuilder text = new StringBuilder(json.path("_path").asText());
    text.append(' ')
        .append(json.path("id.orig_h").asText())
        .append(':')
        .append(json.path("id.orig_p"));
    text.append(" > ")
        .append(json.path("id.resp_h").asText())
        .append(':')
        .append(json.path("id.resp_p"));
    for (String key :
        new String[] {
          "conn_state",
          "service",
          "duration",
          "orig_pkts",
          "resp_pkts",
          "orig_bytes",
          "resp_bytes",
          "orig_ip_bytes",
          "query",
          "qtype_name",
          "rcode_name",
          "method",
          "host",
          "uri",
          "server_name"
        }) {
      text.append(json.has(key) ? " " + json.path(key).asText() : "");
    }
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource
  void bothDirectionsAreOneLineInEveryContainer(Container container) throws IOException {
    conversation();
    List<String> brief = new ArrayList<>();
    for (String line : lines(container.write(frames))) {
      brief.add(brief(line));
    }
    assertThat(brief)
        .containsExactlyInAnyOrder(
            "dns 10.0.0.7:50000 > 10.0.0.53:53 www.example.com AAAA NXDOMAIN",
            "conn 10.0.0.7:50000 > 10.0.0.53:53 SF dns 0.1 1 1 33 33 61",
            "http 10.0.0.7:50001 > 192.0.2.80:80 GET web.example /a?b=c",
            "conn 10.0.0.7:50001 > 192.0.2.80:80 SF http 0.7 5 3 63 519 263",
            "conn 10.0.0.7:50002 > 192.0.2.81:22 S0 0.0 1 0 0 0 40",
            "conn 10.0.0.7:50003 > 192.0.2.81:23 REJ 0.1 1 1 0 0 40",
            "ssl 2001:db8:0:0:0:0:0:7:50004 > 2001:db8:0:0:0:0:0:8:443 tls.example",
            "conn 2001:db8:0:0:0:0:0:7:50004 > 2001:db8:0:0:0:0:0:8:443 S1 ssl 0.2 2 1 78 0 198");
  }

  @Test
  void theIngestJobsParserMakesFlowsOfTheLines() throws Exception {
    conversation();
    LineNormalizer normalizer = new LineNormalizer(Formats.all());
    List<String> flows = new ArrayList<>();
    for (String line : lines(Container.NEXT_LITTLE.write(frames))) {
      Event event = new Event();
      normalizer.normalize(
          line.getBytes(UTF_8), null, new ParseContext(0, ZoneId.of("UTC")), event);
      Flow flow = Flows.of(event).orElseThrow();
      flows.add(
          flow.layer()
              + " "
              + flow.destination().port()
              + " "
              + flow.state()
              + " "
              + flow.bytes()
              + " "
              + flow.names().wanted()
              + flow.names().question());
      assertThat(flow.connection()).isNotEmpty();
      assertThat(flow.start() / 1_000_000_000L).isBetween(SECOND, SECOND + 2);
    }
    assertThat(flows)
        .contains(
            "CONNECTION 80 ESTABLISHED 902 ",
            "CONNECTION 22 ATTEMPTED 40 ",
            "CONNECTION 23 REJECTED 80 ")
        .anyMatch(flow -> flow.startsWith("DNS 53") && flow.endsWith("www.example.com"))
        .anyMatch(flow -> flow.startsWith("HTTP 80") && flow.endsWith("web.example"))
        .anyMatch(flow -> flow.startsWith("TLS 443") && flow.endsWith("tls.example"));
  }

  @Test
  void whatIsNoCaptureOrCutOffIsSaid() throws IOException {
    assertThatThrownBy(() -> lines("hello, world".getBytes(UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessage("capture: expected pcap or pcapng, found magic 0x68656c6c");
    conversation();
    byte[] whole = Container.PCAP_MICROS_LITTLE.write(frames);
    List<String> lines = new ArrayList<>();
    FlowLines reader = new FlowLines(line -> lines.add(new String(line, UTF_8)));
    assertThatThrownBy(() -> reader.read(new ByteArrayInputStream(whole, 0, whole.length - 30)))
        .hasMessageStartingWith("capture: cut off after byte ");
    assertThat(lines).as("what came before").hasSize(8);
  }

  @Test
  void damagedCapturesGiveLinesOrAnError() throws IOException {
    conversation();
    SplittableRandom random = new SplittableRandom(3);
    for (Container container : Container.values()) {
      byte[] whole = container.write(frames);
      for (int i = 0; i < 1_000; i++) {
        byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
        for (int n = random.nextInt(6); n > 0 && damaged.length > 0; n--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        try {
          for (String line : lines(damaged)) {
            new ObjectMapper().readTree(line);
          }
        } catch (IOException e) {
          assertThat(e.getMessage()).startsWith("capture: ");
        }
      }
    }
  }
}
