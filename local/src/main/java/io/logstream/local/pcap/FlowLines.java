package io.logstream.local.pcap;

import io.logstream.functions.event.JsonBytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The lines of a capture, as Zeek would write them in its JSON logs: {@code conn} for each
 * connection when it is over, and before it {@code dns}, {@code http} and {@code ssl} for what it
 * carried, joined by {@code uid}.
 */
public final class FlowLines implements Connections.Into {

  private final JsonBytes out = new JsonBytes(512);
  private final Consumer<byte[]> lines;
  private final Connections connections = new Connections(this);
  private long packets;
  private long others;

  /**
   * @param lines takes each line, without its end
   */
  public FlowLines(Consumer<byte[]> lines) {
    this.lines = lines;
  }

  /**
   * Reads a capture to its end. What was read before a failure is told all the same.
   *
   * @throws IOException if it is no capture, or is cut off
   */
  public void read(InputStream in) throws IOException {
    try {
      CaptureReader reader = new CaptureReader(in);
      Optional<CaptureReader.Frame> frame = reader.next();
      while (frame.isPresent()) {
        packets++;
        Optional<Packet> packet = Packet.of(frame.get());
        if (packet.isPresent()) {
          connections.add(packet.get());
        } else {
          others++;
        }
        frame = reader.next();
      }
    } finally {
      connections.end();
    }
  }

  /** Frames read. */
  public long packets() {
    return packets;
  }

  /** Of them, those that carried no TCP, UDP or ICMP, later fragments, and those cut too short. */
  public long others() {
    return others;
  }

  private void begin(String log, long time, Connection connection) {
    out.reset().ascii("{\"_path\":").string(log);
    out.ascii(",\"ts\":").ascii(seconds(time));
    out.ascii(",\"uid\":").string(connection.uid);
    out.ascii(",\"id.orig_h\":").string(connection.originator);
    out.ascii(",\"id.orig_p\":").number(connection.originatorPort);
    out.ascii(",\"id.resp_h\":").string(connection.responder);
    out.ascii(",\"id.resp_p\":").number(connection.responderPort);
    if (!log.equals("ssl") && !log.equals("http")) {
      out.ascii(",\"proto\":").string(protocol(connection.protocol));
    }
  }

  private static String protocol(int number) {
    return switch (number) {
      case Packet.TCP -> "tcp";
      case Packet.UDP -> "udp";
      default -> "icmp";
    };
  }

  private static String seconds(long nanos) {
    return String.format(
        Locale.ROOT, "%d.%06d", nanos / 1_000_000_000L, nanos % 1_000_000_000L / 1_000);
  }

  private void text(String key, String value) {
    if (!value.isEmpty()) {
      out.raw(',').string(key).raw(':').string(value);
    }
  }

  private void number(String key, long value) {
    out.raw(',').string(key).raw(':').number(value);
  }

  private void end() {
    lines.accept(out.raw('}').toByteArray());
  }

  @Override
  public void connection(Connection connection) {
    begin("conn", connection.start, connection);
    text("service", connection.service);
    out.ascii(",\"duration\":").ascii(seconds(connection.end - connection.start));
    number("orig_bytes", connection.originatorBytes);
    number("resp_bytes", connection.responderBytes);
    text("conn_state", connection.state());
    number("orig_pkts", connection.originatorPackets);
    number("orig_ip_bytes", connection.originatorIpBytes);
    number("resp_pkts", connection.responderPackets);
    number("resp_ip_bytes", connection.responderIpBytes);
    end();
  }

  @Override
  public void dns(Connection connection, long time, Payloads.Question question) {
    begin("dns", time, connection);
    text("query", question.name());
    text("qtype_name", question.type());
    text("rcode_name", question.code());
    end();
  }

  @Override
  public void http(Connection connection, long time, Payloads.Request request) {
    begin("http", time, connection);
    text("method", request.method());
    text("host", request.host());
    text("uri", request.uri());
    text("user_agent", request.userAgent());
    end();
  }

  @Override
  public void tls(Connection connection, long time, String serverName) {
    begin("ssl", time, connection);
    text("server_name", serverName);
    end();
  }
}
