package io.logstream.collector.receive;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import java.net.InetSocketAddress;

/** Takes the sender's address from the PROXY protocol's header (versions 1 and 2). */
public final class ProxyProtocol extends SimpleChannelInboundHandler<HAProxyMessage> {

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage header) {
    // A proxy's own health checks state no address.
    if (header.sourceAddress() != null) {
      Peer.proxied(
          ctx.channel(), new InetSocketAddress(header.sourceAddress(), header.sourcePort()));
    }
    ctx.pipeline().remove(this);
  }
}
