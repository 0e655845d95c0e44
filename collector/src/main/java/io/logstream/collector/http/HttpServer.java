package io.logstream.collector.http;

import io.logstream.collector.outlet.Gate;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/** The HTTP side of a connection. */
public final class HttpServer {

  private static final int LONGEST_LINE = 8192;
  private static final int LONGEST_HEADERS = 16_384;
  private static final int CHUNK = 65_536;

  /**
   * What a server does and how much of it.
   *
   * @param maxBody bytes of a body as it comes
   * @param requestSeconds a request that takes longer to arrive is refused
   * @param idleSeconds a connection without requests is closed after this long
   * @param wireBytes told of each read of a body
   * @param refused told of each request turned away before it had ended
   */
  public record Settings(
      Endpoint endpoint,
      Gate gate,
      int maxBody,
      int requestSeconds,
      int idleSeconds,
      IntConsumer wireBytes,
      BiConsumer<InetSocketAddress, HttpAnswer> refused) {}

  private final Settings settings;

  /** A server for any number of connections. */
  public HttpServer(Settings settings) {
    this.settings = settings;
  }

  Settings settings() {
    return settings;
  }

  /** Makes a connection one of HTTP/1.1. */
  public void install(Channel channel) {
    channel
        .pipeline()
        .addLast(new IdleStateHandler(settings.idleSeconds(), 0, 0))
        .addLast(new CloseWhenIdle())
        .addLast(new HttpServerCodec(LONGEST_LINE, LONGEST_HEADERS, CHUNK))
        .addLast(new FlowControlHandler())
        .addLast(new RequestHandler(this, (InetSocketAddress) channel.remoteAddress()));
  }

  private static final class CloseWhenIdle extends ChannelDuplexHandler {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof io.netty.handler.timeout.IdleStateEvent) {
        ctx.close();
      } else {
        ctx.fireUserEventTriggered(event);
      }
    }
  }
}
