package io.logstream.collector.receive;

import io.logstream.collector.CollectorMetrics;
import io.logstream.collector.access.Limits;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;

/** Closes a connection at once when its sender, or the collector, has as many as it may. */
public final class ConnectionLimit extends ChannelInboundHandlerAdapter {

  private final Limits limits;
  private final boolean isFull;
  private final CollectorMetrics.Transport transport;
  private final Sources sources;
  private boolean isCounted;

  /**
   * @param isFull whether the collector has as many connections as it may
   */
  public ConnectionLimit(
      Limits limits, boolean isFull, CollectorMetrics.Transport transport, Sources sources) {
    this.limits = limits;
    this.isFull = isFull;
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
      ctx.close();
    }
  }
}
