package io.logstream.collector.receive;

import io.logstream.collector.CollectorMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Counts what comes from the network, before it is decrypted and unpacked. */
public final class WireBytes extends ChannelInboundHandlerAdapter {

  private final CollectorMetrics.Transport transport;

  /** Counts for a transport. */
  public WireBytes(CollectorMetrics.Transport transport) {
    this.transport = transport;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      transport.wire(bytes.readableBytes());
    }
    ctx.fireChannelRead(message);
  }
}
