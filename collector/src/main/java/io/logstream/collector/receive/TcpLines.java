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
  private final String transport;
  private final String format;
  private final SyslogFramer framer;
  private final PartialBytes partial;

  private Optional<MessageDeadline> deadline = Optional.empty();
  private Optional<Refusal> late = Optional.empty();
  private Optional<Source> known = Optional.empty();
  private List<Line> lines = new ArrayList<>();
  private long receivedNanos;

  /**
   * @param format of the lines, where it is not syslog; else empty
   */
  TcpLines(Intake intake, String transport, String format) {
    this.intake = intake;
    this.transport = transport;
    this.format = format;
    this.framer = new SyslogFramer(intake.maxLine());
    this.partial = new PartialBytes(intake.gate());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) {
    long bytes = in.readableBytes();
    source(ctx);
    receivedNanos = Intake.now();
    framer.feed(in, this);
    boolean isAnother = !lines.isEmpty();
    intake.pace(ctx.channel(), known.orElseThrow().peer(), lines.size(), bytes);
    handOver();
    deadline.orElseThrow().watch(ctx, framer.isWithinMessage(), isAnother);
    if (!partial.hold(framer.held())) {
      reject(ctx, "no room for half a line");
    }
  }

  private void reject(ChannelHandlerContext ctx, String why) {
    intake.metrics().transport(transport).rejected();
    intake.sources().failed(transport, known.orElseThrow().peer(), why);
    ctx.close();
  }

  /** What has come of the line goes to the dead letters. */
  private void tooLate(ChannelHandlerContext ctx, String why) {
    late = Optional.of(Refusal.malformed(why));
    reject(ctx, why);
  }

  /** Not before the first data: a proxy and the TLS handshake say who it is. */
  private void source(ChannelHandlerContext ctx) {
    if (known.isEmpty()) {
      Peer peer = Peer.of(ctx.channel());
      known =
          Optional.of(
              Source.by(transport)
                  .peer(peer.ip(), peer.address().getPort())
                  .region(intake.region())
                  .format(format)
                  .tenant(peer.tenant())
                  .build());
      deadline =
          Optional.of(
              new MessageDeadline(
                  intake.messageWithin(), "line: expected its end", why -> tooLate(ctx, why)));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (known.isPresent()) {
      receivedNanos = Intake.now();
      framer.end(this);
      handOver();
    }
    partial.release();
    ctx.fireChannelInactive();
  }

  private void handOver() {
    if (!lines.isEmpty()) {
      List<Line> full = lines;
      lines = new ArrayList<>(full.size());
      intake.take(transport, full, Receipt.NONE);
    }
  }

  @Override
  public void line(byte[] bytes) {
    lines.add(made(bytes, late));
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
    Source source = known.orElseThrow();
    String stream = format.isEmpty() ? SyslogStream.of(bytes, source.stream()) : source.stream();
    return new Line(source, stream, bytes, receivedNanos, "", refusal);
  }
}
