package io.logstream.collector.frame;

import io.logstream.collector.access.Tenants;
import io.logstream.collector.line.Line;
import io.logstream.collector.line.Parcel;
import io.logstream.collector.line.Receipt;
import io.logstream.collector.line.Refusal;
import io.logstream.collector.line.Source;
import io.logstream.collector.outlet.Reservation;
import io.logstream.collector.receive.Intake;
import io.logstream.collector.receive.MessageDeadline;
import io.logstream.collector.receive.PartialBytes;
import io.logstream.collector.receive.Peer;
import io.logstream.collector.wire.Packing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The collector's end of a connection of frames. */
public final class FrameReceiver extends ByteToMessageDecoder {

  private final Intake intake;
  private final Tenants tenants;
  private final String transport;
  private final int maxPacked;

  private final PartialBytes partial;

  private boolean isBegun;
  private boolean isRefused;
  private Optional<String> tenant = Optional.empty();
  private Optional<Peer> peer = Optional.empty();
  private Optional<MessageDeadline> deadline = Optional.empty();

  /** A receiver at the start of a connection. */
  public FrameReceiver(Intake intake, Tenants tenants, String transport, int maxPacked) {
    this.intake = intake;
    this.tenants = tenants;
    this.transport = transport;
    this.maxPacked = maxPacked;
    this.partial = new PartialBytes(intake.gate());
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (isRefused) {
      in.skipBytes(in.readableBytes());
      return;
    }
    try {
      if (!isBegun && !begin(ctx, in)) {
        return;
      }
      int before = in.readerIndex();
      frame(ctx, in);
      if (!partial.hold(in.readableBytes())) {
        throw new RefusedFrameException(0, "no room for half a frame now");
      }
      deadline.orElseThrow().watch(ctx, in.isReadable(), in.readerIndex() > before);
    } catch (RefusedFrameException e) {
      in.skipBytes(in.readableBytes());
      refuse(ctx, e.number(), e.getMessage());
    }
  }

  private void refuse(ChannelHandlerContext ctx, long number, String why) {
    intake.metrics().transport(transport).rejected();
    intake.sources().failed(transport, peer.map(Peer::ip).orElse("unknown"), why);
    isRefused = true;
    ctx.channel().config().setAutoRead(false);
    answer(ctx, new FrameAnswer(FrameAnswer.Kind.REFUSED, number, why))
        .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline =
        Optional.of(
            new MessageDeadline(
                intake.messageWithin(),
                "expected the end of the frame",
                why -> refuse(ctx, 0, why)));
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    partial.release();
  }

  private boolean begin(ChannelHandlerContext ctx, ByteBuf in) throws RefusedFrameException {
    if (in.readableBytes() < Frame.PREFACE.length) {
      deadline.orElseThrow().watch(ctx, true, false);
      return false;
    }
    byte[] preface = new byte[Frame.PREFACE.length];
    in.readBytes(preface);
    peer = Optional.of(Peer.of(ctx.channel()));
    if (!Arrays.equals(preface, Frame.PREFACE)) {
      throw new RefusedFrameException(0, "expected \"LSF1\" first, found something else");
    }
    if (!peer.get().tenant().isEmpty()) {
      tenant = Optional.of(peer.get().tenant());
    } else if (!tenants.areRequired()) {
      tenant = Optional.of("");
    }
    isBegun = true;
    return true;
  }

  private void frame(ChannelHandlerContext ctx, ByteBuf in) throws RefusedFrameException {
    if (in.readableBytes() < Frame.HEADER) {
      return;
    }
    int at = in.readerIndex();
    int type = in.getUnsignedByte(at);
    long number = in.getLong(at + 2);
    int packedSize = in.getInt(at + 10);
    int unpackedSize = in.getInt(at + 14);
    if (packedSize < 0 || packedSize > maxPacked) {
      throw new RefusedFrameException(
          number, "expected at most %d bytes packed, found %d".formatted(maxPacked, packedSize));
    }
    if (unpackedSize < 0 || unpackedSize > 4L * maxPacked) {
      throw new RefusedFrameException(
          number,
          "expected at most %d bytes unpacked, found %d".formatted(4L * maxPacked, unpackedSize));
    }
    if (in.readableBytes() < Frame.HEADER + packedSize) {
      return;
    }
    byte[] frame = new byte[Frame.HEADER + packedSize];
    in.readBytes(frame);
    try (Reservation memory = new Reservation(intake.gate())) {
      byte[] unpacked = unpack(frame, number, unpackedSize, memory);
      switch (type) {
        case Frame.HELLO -> hello(number, new FramePayload(unpacked));
        case Frame.LINES -> lines(ctx, number, unpacked, memory);
        default ->
            throw new RefusedFrameException(
                number, "expected a frame of type 1 or 2, found " + type);
      }
    } catch (BufferUnderflowException e) {
      throw new RefusedFrameException(number, "a length in the frame goes beyond its end");
    }
  }

  private static byte[] unpack(byte[] frame, long number, int unpackedSize, Reservation memory)
      throws RefusedFrameException {
    int packedSize = frame.length - Frame.HEADER;
    if (Frame.checksum(frame, packedSize) != ByteBuffer.wrap(frame).getInt(Frame.CHECKSUM_AT)) {
      throw new RefusedFrameException(
          number, "the frame was damaged on the way: its checksum differs");
    }
    Packing packing =
        Packing.ofCode(frame[1])
            .orElseThrow(
                () ->
                    new RefusedFrameException(
                        number, "expected packing 0 to 4, found " + frame[1]));
    try {
      byte[] packed = Arrays.copyOfRange(frame, Frame.HEADER, frame.length);
      byte[] unpacked = packing.unpack(packed, unpackedSize, memory::take);
      if (unpacked.length != unpackedSize) {
        throw new RefusedFrameException(
            number,
            "expected %d bytes after unpacking, found %d".formatted(unpackedSize, unpacked.length));
      }
      return unpacked;
    } catch (Packing.NoRoomException e) {
      throw noRoom(number, memory);
    } catch (IOException e) {
      throw new RefusedFrameException(number, e.getMessage());
    }
  }

  private static RefusedFrameException noRoom(long number, Reservation memory) {
    return new RefusedFrameException(
        number,
        memory.isBeyondLimit()
            ? "frame: expected at most %d bytes with its lines, found more"
                .formatted(memory.limit())
            : "no room for the frame now");
  }

  private void hello(long number, FramePayload payload) throws RefusedFrameException {
    if (tenants.areRequired() && tenant.isEmpty()) {
      tenant = tenants.ofToken(payload.header(Frame.TOKEN));
      if (tenant.isEmpty()) {
        throw new RefusedFrameException(number, "no tenant has this token");
      }
    }
  }

  private void lines(ChannelHandlerContext ctx, long number, byte[] unpacked, Reservation memory)
      throws RefusedFrameException {
    if (tenant.isEmpty()) {
      throw new RefusedFrameException(number, "expected a hello with a token first");
    }
    FramePayload payload = new FramePayload(unpacked);
    Peer sender = peer.orElseThrow();
    Source source =
        Source.by(transport)
            .peer(sender.ip(), sender.address().getPort())
            .region(intake.region())
            .tenant(tenant.get())
            .format(payload.header("format"))
            .service(payload.header("service"))
            .host(payload.header("host"))
            .file(payload.header("file"))
            .build();
    String key = payload.header("key");
    long now = Intake.now();
    if (!memory.take(memoryOf(payload))) {
      throw noRoom(number, memory);
    }
    List<Line> lines = new ArrayList<>();
    FramePayload.Lines each = payload.lines();
    while (each.next()) {
      lines.add(line(source, each.bytes(), now, key.isEmpty() ? "" : key + ":" + each.position()));
    }
    intake.pace(ctx.channel(), sender.ip(), lines.size(), payload.size());
    intake.take(transport, lines, receipt(ctx, number));
  }

  /** What all lines will take: asked for at once, it is known whether there is ever room for it. */
  private static long memoryOf(FramePayload payload) {
    long sum = 0;
    FramePayload.Lines each = payload.lines();
    while (each.next()) {
      sum += each.size() + Parcel.OVERHEAD;
    }
    return sum;
  }

  private Line line(Source source, byte[] bytes, long now, String key) {
    return bytes.length <= intake.maxLine()
        ? Line.of(source, bytes, now, key)
        : Line.of(source, Arrays.copyOf(bytes, intake.maxLine()), now, key)
            .refused(Refusal.tooLong(intake.maxLine(), bytes.length));
  }

  private static Receipt receipt(ChannelHandlerContext ctx, long number) {
    AtomicBoolean isTold = new AtomicBoolean();
    return new Receipt() {
      @Override
      public void stored() {
        tell(new FrameAnswer(FrameAnswer.Kind.STORED, number, ""));
      }

      @Override
      public void abandoned(String why) {
        tell(new FrameAnswer(FrameAnswer.Kind.COME_AGAIN, number, why));
      }

      private void tell(FrameAnswer answer) {
        if (isTold.compareAndSet(false, true)) {
          answer(ctx, answer);
        }
      }
    };
  }

  private static ChannelFuture answer(ChannelHandlerContext ctx, FrameAnswer answer) {
    return ctx.writeAndFlush(Unpooled.wrappedBuffer(answer.encode()));
  }
}
