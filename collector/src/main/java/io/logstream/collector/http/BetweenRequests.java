package io.logstream.collector.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection that has no request under way for too long, whatever bytes come meanwhile: a
 * head of HTTP/1.1 that is dripped byte by byte is answered 408, an idle connection is closed.
 */
final class BetweenRequests extends ChannelInboundHandlerAdapter {

  private static final AttributeKey<BetweenRequests> KEY =
      AttributeKey.valueOf(BetweenRequests.class, "between");

  private static final byte[] TOO_LATE =
      "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final HttpServer.Settings settings;
  private final Channel connection;
  private int underWay;
  private boolean isHeadBegun;
  private boolean isHttp2;
  private Optional<Future<?>> deadline = Optional.empty();

  BetweenRequests(HttpServer.Settings settings, Channel connection) {
    this.settings = settings;
    this.connection = connection;
    connection.attr(KEY).set(this);
    awaitRequest();
  }

  /** That of the connection which a channel is, or is a stream of. */
  static BetweenRequests of(Channel channel) {
    Channel connection =
        channel.parent() != null && channel.parent().parent() != null ? channel.parent() : channel;
    return connection.attr(KEY).get();
  }

  private void awaitRequest() {
    isHeadBegun = false;
    after(settings.idleSeconds(), () -> connection.close());
  }

  private void after(int seconds, Runnable end) {
    stop();
    deadline = Optional.of(connection.eventLoop().schedule(end, seconds, TimeUnit.SECONDS));
  }

  private void stop() {
    deadline.ifPresent(task -> task.cancel(false));
    deadline = Optional.empty();
  }

  /** Its frames that are no requests, such as pings, begin no head. */
  void becomesHttp2() {
    isHttp2 = true;
    awaitRequest();
  }

  /** A whole head has come. */
  void begun() {
    underWay++;
    stop();
  }

  /** A request has been answered. */
  void ended() {
    underWay--;
    if (underWay == 0 && connection.isActive()) {
      awaitRequest();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (underWay == 0 && !isHttp2 && !isHeadBegun) {
      isHeadBegun = true;
      after(settings.requestSeconds(), () -> tooLate(ctx));
    }
    ctx.fireChannelRead(message);
  }

  private void tooLate(ChannelHandlerContext ctx) {
    settings
        .refused()
        .accept(
            (InetSocketAddress) ctx.channel().remoteAddress(),
            HttpAnswer.error(408, "expected a whole head"));
    ctx.writeAndFlush(Unpooled.wrappedBuffer(TOO_LATE)).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stop();
    ctx.fireChannelInactive();
  }
}
