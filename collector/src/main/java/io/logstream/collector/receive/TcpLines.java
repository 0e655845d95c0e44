package io.logstream.collector.receive;

import io.logstream.collector.line.Line;
import io.logstream.collector.line.Receipt;
import io.logstream.collector.line.Refusal;
import io.logstream.collector.line.Source;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One connection of lines. What one read brings goes on as one parcel. */
final class TcpLines extends SimpleChannelInboundHandler<ByteBuf> implements SyslogFramer.Output {

  private final Intake intake;
  private final Source source;
  private final boolean isSyslog;
  private final SyslogFramer framer;

  private List<Line> lines = new ArrayList<>();
  private long receivedNanos;

  TcpLines(Intake intake, Source source, boolean isSyslog) {
    this.intake = intake;
    this.source = source;
    this.isSyslog = isSyslog;
    this.framer = new SyslogFramer(intake.maxLine());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) {
    receivedNanos = Intake.now();
    framer.feed(in, this);
    handOver();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    receivedNanos = Intake.now();
    framer.end(this);
    handOver();
    ctx.fireChannelInactive();
  }

  private void handOver() {
    if (!lines.isEmpty()) {
      List<Line> full = lines;
      lines = new ArrayList<>(full.size());
      intake.take(source.transport(), full, Receipt.NONE);
    }
  }

  @Override
  public void line(byte[] bytes) {
    lines.add(made(bytes, Optional.empty()));
  }

  @Override
  public void tooLong(byte[] head, long length) {
    lines.add(made(head, Optional.of(Refusal.tooLong(intake.maxLine(), length))));
  }

  @Override
  public void cutShort(byte[] head, long expected) {
    lines.add(
        made(
            head,
            Optional.of(
                Refusal.malformed(
                    "octet counting: expected %d bytes, found %d before the connection ended"
                        .formatted(expected, head.length)))));
  }

  private Line made(byte[] bytes, Optional<Refusal> refusal) {
    String stream = isSyslog ? SyslogStream.of(bytes, source.stream()) : source.stream();
    return new Line(source, stream, bytes, receivedNanos, "", refusal);
  }
}
