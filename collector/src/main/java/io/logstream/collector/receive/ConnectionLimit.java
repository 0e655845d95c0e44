package io.logstream.collector.receive;

import io.logstream.collector.CollectorMetrics;
import io.logstream.collector.access.Limits;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Closes a connection at once, answering 503 where HTTP is spoken without TLS, when its sender, or
 * the collector, has as many as it may.
 */
public final class ConnectionLimit extends ChannelInboundHandlerAdapter {

  private final Limits limits;
  private static final byte[] COME_AGAIN =
      ("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n"
              + "Content-Length: 0\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  private final boolean isFull;
  private final boolean isHttp;
  private final CollectorMetrics.Transport transport;
  private final Sources sources;
  private boolean isCounted;

  /**
   * @param isFull whether the collector has as many connections as it may
   * @param isHttp whether the sender understands an answer in HTTP
   */
  public ConnectionLimit(
      Limits limits,
      boolean isFull,
      boolean isHttp,
      CollectorMetrics.Transport transport,
      Sources sources) {
    this.limits = limits;
    this.isFull = isFull;
    this.isHttp = isHttp;
    this.transport = transport;
    this.sources = sources;
  }

  private static String ip(ChannelHandlerContext ctx) {
    return ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress().getHostAddress();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    isCounted = !isFull && limits.connect(ip(ctx));
    if (isCounted) {
      String ip = ip(ctx);
      ctx.channel().closeFuture().addListener(closed -> limits.disconnect(ip));
      ctx.fireChannelActive();
    } else {
      transport.rejected();
      sources.failed("connection", ip(ctx), "too many connections");
      ctx.writeAndFlush(isHttp ? Unpooled.wrappedBuffer(COME_AGAIN) : Unpooled.EMPTY_BUFFER)
          .addListener(ChannelFutureListener.CLOSE);
    }
  }
}
