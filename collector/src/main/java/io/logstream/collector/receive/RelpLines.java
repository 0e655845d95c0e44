package io.logstream.collector.receive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logstream.collector.line.Line;
import io.logstream.collector.line.Receipt;
import io.logstream.collector.line.Refusal;
import io.logstream.collector.line.Source;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One session of RELP: {@code open}, {@code syslog} messages, {@code close}. A message is answered
 * when it is safe, so that rsyslog, which keeps what is not answered and sends it again over the
 * next connection, loses nothing with a collector that dies. RELP has no idempotency keys: what was
 * stored and not answered is stored twice.
 */
final class RelpLines extends SimpleChannelInboundHandler<ByteBuf> implements RelpFramer.Output {

  private static final String OFFERS =
      "200 OK\nrelp_version=0\nrelp_software=logstream\ncommands=syslog";
  private static final byte[] SERVER_CLOSE = "0 serverclose 0\n".getBytes(US_ASCII);

  private final Intake intake;
  private final String transport;
  private final RelpFramer framer;
  private final PartialBytes partial;

  private Optional<MessageDeadline> deadline = Optional.empty();
  private Optional<Source> known = Optional.empty();
  private boolean isOpen;
  private boolean isClosed;
  private List<Line> lines = new ArrayList<>();
  private List<Long> transactions = new ArrayList<>();
  private final List<byte[]> answers = new ArrayList<>();
  private Optional<String> refusal = Optional.empty();
  private long receivedNanos;

  /** That the latest read brought. */
  private int frames;

  RelpLines(Intake intake, String transport) {
    this.intake = intake;
    this.transport = transport;
    this.framer = new RelpFramer(intake.maxLine());
    this.partial = new PartialBytes(intake.gate());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) {
    if (isClosed) {
      return;
    }
    long bytes = in.readableBytes();
    Source source = source(ctx);
    receivedNanos = Intake.now();
    try {
      frames = 0;
      framer.feed(in, this);
    } catch (RelpFramer.MalformedException e) {
      refusal = Optional.of(e.getMessage());
    }
    intake.pace(ctx.channel(), source.peer(), lines.size(), bytes);
    handOver(ctx);
    if (!partial.hold(framer.held())) {
      refusal = Optional.of("no room for half a frame");
    }
    deadline.orElseThrow().watch(ctx, framer.isWithinFrame() && refusal.isEmpty(), frames > 0);
    answers.forEach(answer -> ctx.write(Unpooled.wrappedBuffer(answer)));
    answers.clear();
    ctx.flush();
    refusal.ifPresent(why -> refuse(ctx, source, why));
  }

  private Source source(ChannelHandlerContext ctx) {
    if (known.isEmpty()) {
      Peer peer = Peer.of(ctx.channel());
      known =
          Optional.of(
              Source.by(transport)
                  .peer(peer.ip(), peer.address().getPort())
                  .region(intake.region())
                  .tenant(peer.tenant())
                  .build());
      deadline =
          Optional.of(
              new MessageDeadline(
                  intake.messageWithin(),
                  "relp: expected the end of the frame",
                  why -> refuse(ctx, known.get(), why)));
    }
    return known.get();
  }

  private void refuse(ChannelHandlerContext ctx, Source source, String why) {
    isClosed = true;
    intake.metrics().transport(transport).rejected();
    intake.sources().failed(transport, source.peer(), why);
    ctx.writeAndFlush(Unpooled.wrappedBuffer(RelpFramer.answer(0, "500 " + why)))
        .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void frame(long transaction, String command, byte[] data, long length) {
    if (refusal.isPresent() || isClosed) {
      return;
    }
    frames++;
    switch (command) {
      case "open" -> {
        isOpen = true;
        answers.add(RelpFramer.answer(transaction, OFFERS));
      }
      case "syslog" -> {
        if (isOpen) {
          message(transaction, data, length);
        } else {
          refusal = Optional.of("relp: expected open first, found syslog");
        }
      }
      case "close" -> {
        answers.add(RelpFramer.answer(transaction, ""));
        answers.add(SERVER_CLOSE);
      }
      default -> answers.add(RelpFramer.answer(transaction, "500 no command " + command));
    }
  }

  private void message(long transaction, byte[] data, long length) {
    int end = data.length;
    while (end > 0 && (data[end - 1] == '\n' || data[end - 1] == '\r')) {
      end--;
    }
    if (end == 0) {
      answers.add(RelpFramer.answer(transaction, "200 OK"));
      return;
    }
    byte[] bytes = end == data.length ? data : java.util.Arrays.copyOf(data, end);
    Source source = known.orElseThrow();
    Optional<Refusal> tooLong =
        length > intake.maxLine()
            ? Optional.of(Refusal.tooLong(intake.maxLine(), length))
            : Optional.empty();
    lines.add(
        new Line(
            source, SyslogStream.of(bytes, source.stream()), bytes, receivedNanos, "", tooLong));
    transactions.add(transaction);
  }

  /** What one read brought is one parcel, and answered at once. */
  private void handOver(ChannelHandlerContext ctx) {
    if (!lines.isEmpty()) {
      List<Line> full = lines;
      Receipt receipt = new Answer(ctx, transactions);
      lines = new ArrayList<>(full.size());
      transactions = new ArrayList<>(full.size());
      intake.take(transport, full, receipt);
    }
  }

  /** Tells the sender of each message of a parcel that it is safe. */
  private record Answer(ChannelHandlerContext ctx, List<Long> transactions) implements Receipt {

    @Override
    public void stored() {
      ByteBuf out = ctx.alloc().buffer(transactions.size() * 20);
      transactions.forEach(number -> out.writeBytes(RelpFramer.answer(number, "200 OK")));
      ctx.writeAndFlush(out);
    }

    /** Not answered, it is sent again over the next connection. */
    @Override
    public void abandoned(String why) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    partial.release();
    ctx.fireChannelInactive();
  }
}
