package io.logstream.collector.receive;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.InetSocketAddress;
import java.net.SocketException;

/** Notes what went wrong with a sender, and ends its connection. */
final class CloseOnError extends ChannelInboundHandlerAdapter {

  private final Intake intake;
  private final String transport;

  CloseOnError(Intake intake, String transport) {
    this.intake = intake;
    this.transport = transport;
  }

  /** A handshake that takes too long ends without an exception. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake
        && handshake.cause() instanceof SslHandshakeTimeoutException) {
      exceptionCaught(ctx, handshake.cause());
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A connection that breaks is the network's doing; anything else is the sender's.
    if (!(cause instanceof SocketException)) {
      intake.metrics().transport(transport).rejected();
    }
    String ip =
        ctx.channel().remoteAddress() instanceof InetSocketAddress address
            ? address.getAddress().getHostAddress()
            : "unknown";
    intake.sources().failed(transport, ip, String.valueOf(cause.getMessage()));
    ctx.close();
  }
}
