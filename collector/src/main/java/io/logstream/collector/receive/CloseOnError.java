package io.logstream.collector.receive;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Notes what went wrong with a sender, and ends its connection. */
final class CloseOnError extends ChannelInboundHandlerAdapter {

  private final Intake intake;
  private final String transport;
  private final InetSocketAddress peer;

  CloseOnError(Intake intake, String transport, InetSocketAddress peer) {
    this.intake = intake;
    this.transport = transport;
    this.peer = peer;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      intake.metrics().transport(transport).rejected();
    }
    intake.sources().failed(transport, peer.getAddress().getHostAddress(), cause.toString());
    ctx.close();
  }
}
