package io.logstream.collector.receive;

import io.logstream.collector.line.Line;
import io.logstream.collector.line.Receipt;
import io.logstream.collector.line.Refusal;
import io.logstream.collector.line.Source;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Datagrams: syslog (RFC 5426), one message each, or GELF. Without room, and of a sender beyond its
 * rate, they are shed and counted: nothing else can be done with UDP.
 */
final class UdpLines extends SimpleChannelInboundHandler<DatagramPacket> {

  /** Senders whose headers are kept. */
  private static final int MOST_SOURCES = 4096;

  private final Intake intake;
  private final String transport;
  private final String format;
  private final Optional<GelfChunks> chunks;
  private final Map<InetSocketAddress, Source> sources =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Source> eldest) {
          return size() > MOST_SOURCES;
        }
      };

  private List<Line> lines = new ArrayList<>();

  private UdpLines(Intake intake, String transport, String format, Optional<GelfChunks> chunks) {
    this.intake = intake;
    this.transport = transport;
    this.format = format;
    this.chunks = chunks;
  }

  static UdpLines syslog(Intake intake) {
    return new UdpLines(intake, "syslog+udp", "", Optional.empty());
  }

  static UdpLines gelf(Intake intake) {
    return new UdpLines(intake, "gelf+udp", "gelf", Optional.of(new GelfChunks(intake.maxLine())));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket datagram) {
    ByteBuf content = datagram.content();
    int size = content.readableBytes();
    intake.metrics().transport(transport).wire(size);
    Source source = sources.computeIfAbsent(datagram.sender(), this::source);
    if (!intake.gate().isOpen() || !intake.limits().allows(source.peer())) {
      intake.metrics().transport(transport).shed(1);
      return;
    }
    intake.limits().take(source.peer(), 1, size);
    if (chunks.isPresent()) {
      gelf(source, content);
    } else {
      syslog(source, content);
    }
  }

  private void syslog(Source source, ByteBuf content) {
    byte[] bytes = new byte[trimmed(content)];
    if (bytes.length > 0) {
      content.readBytes(bytes);
      add(source, SyslogStream.of(bytes, source.stream()), bytes);
    }
  }

  private void gelf(Source source, ByteBuf content) {
    ByteBuf whole = content.duplicate();
    GelfChunks.Result result = chunks.orElseThrow().add(source.peer(), content, System.nanoTime());
    result.message().ifPresent(message -> add(source, source.stream(), message));
    result
        .error()
        .ifPresent(
            error -> {
              byte[] bytes = new byte[whole.readableBytes()];
              whole.readBytes(bytes);
              lines.add(Line.of(source, bytes, Intake.now()).refused(Refusal.malformed(error)));
            });
  }

  private void add(Source source, String stream, byte[] bytes) {
    lines.add(new Line(source, stream, bytes, Intake.now(), "", Optional.empty()));
  }

  private static int trimmed(ByteBuf content) {
    int start = content.readerIndex();
    int end = content.writerIndex();
    while (end > start) {
      byte last = content.getByte(end - 1);
      if (last != '\n' && last != '\r' && last != 0) {
        break;
      }
      end--;
    }
    return end - start;
  }

  private Source source(InetSocketAddress sender) {
    return Source.by(transport)
        .peer(sender.getAddress().getHostAddress(), sender.getPort())
        .region(intake.region())
        .format(format)
        .build();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!lines.isEmpty()) {
      List<Line> full = lines;
      lines = new ArrayList<>(full.size());
      intake.take(transport, full, Receipt.NONE);
    }
    ctx.fireChannelReadComplete();
  }
}
