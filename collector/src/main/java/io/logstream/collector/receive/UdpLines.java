package io.logstream.collector.receive;

import io.logstream.collector.line.Line;
import io.logstream.collector.line.Receipt;
import io.logstream.collector.line.Source;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Syslog over UDP (RFC 5426): a datagram, a message. Without room, datagrams are shed. */
final class UdpLines extends SimpleChannelInboundHandler<DatagramPacket> {

  private static final String TRANSPORT = "syslog+udp";

  /** Senders whose headers are kept. */
  private static final int MOST_SOURCES = 4096;

  private final Intake intake;
  private final Map<InetSocketAddress, Source> sources =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Source> eldest) {
          return size() > MOST_SOURCES;
        }
      };

  private List<Line> lines = new ArrayList<>();

  UdpLines(Intake intake) {
    this.intake = intake;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket datagram) {
    int size = datagram.content().readableBytes();
    intake.metrics().transport(TRANSPORT).wire(size);
    byte[] bytes = new byte[trimmed(datagram)];
    if (bytes.length == 0) {
      return;
    }
    if (!intake.gate().isOpen()) {
      intake.metrics().transport(TRANSPORT).shed(1);
      return;
    }
    datagram.content().readBytes(bytes);
    Source source = sources.computeIfAbsent(datagram.sender(), this::source);
    lines.add(
        new Line(
            source,
            SyslogStream.of(bytes, source.stream()),
            bytes,
            Intake.now(),
            "",
            Optional.empty()));
  }

  private static int trimmed(DatagramPacket datagram) {
    int start = datagram.content().readerIndex();
    int end = datagram.content().writerIndex();
    while (end > start) {
      byte last = datagram.content().getByte(end - 1);
      if (last != '\n' && last != '\r' && last != 0) {
        break;
      }
      end--;
    }
    return end - start;
  }

  private Source source(InetSocketAddress sender) {
    return Source.by(TRANSPORT)
        .peer(sender.getAddress().getHostAddress(), sender.getPort())
        .region(intake.region())
        .build();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!lines.isEmpty()) {
      List<Line> full = lines;
      lines = new ArrayList<>(full.size());
      intake.take(TRANSPORT, full, Receipt.NONE);
    }
    ctx.fireChannelReadComplete();
  }
}
