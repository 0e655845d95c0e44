package io.logstream.collector.http;

import io.logstream.collector.outlet.Gate;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/**
 * The HTTP side of a connection: HTTP/1.1, and HTTP/2 by ALPN over TLS or by prior knowledge
 * without.
 */
public final class HttpServer {

  private static final int LONGEST_LINE = 8192;
  private static final int LONGEST_HEADERS = 16_384;
  private static final int CHUNK = 65_536;
  private static final int STREAMS = 100;

  /** Enough of HTTP/2's preface to know it: no method of HTTP/1.1 begins so. */
  private static final int PRI = 'P' << 16 | 'R' << 8 | 'I';

  /**
   * What a server does and how much of it.
   *
   * @param maxBody bytes of a body as it comes
   * @param requestSeconds a head, and after it a body, that takes longer to arrive is refused
   * @param idleSeconds a connection without requests is closed after this long
   * @param wireBytes told of each read of a body
   * @param refused told of each request that is turned away
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

  /** Serves a connection without TLS. */
  public void install(Channel channel) {
    channel.pipeline().addLast(new BetweenRequests(settings, channel)).addLast(new ByPreface());
  }

  /** Serves a connection behind TLS, whose handler is installed already. */
  public void installTls(Channel channel) {
    channel
        .pipeline()
        .addLast(new BetweenRequests(settings, channel))
        .addLast(
            new ApplicationProtocolNegotiationHandler(ApplicationProtocolNames.HTTP_1_1) {
              @Override
              protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
                if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                  http2(ctx.pipeline());
                } else {
                  http1(ctx.pipeline());
                }
              }

              @Override
              protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
                settings
                    .refused()
                    .accept(
                        (InetSocketAddress) ctx.channel().remoteAddress(),
                        HttpAnswer.error(400, "TLS: " + cause.getMessage()));
                ctx.close();
              }
            });
  }

  private void http1(ChannelPipeline pipeline) {
    pipeline
        .addLast(new HttpServerCodec(LONGEST_LINE, LONGEST_HEADERS, CHUNK))
        .addLast(new FlowControlHandler())
        .addLast(new RequestHandler(this));
  }

  private void http2(ChannelPipeline pipeline) {
    BetweenRequests.of(pipeline.channel()).becomesHttp2();
    pipeline
        .addLast(
            Http2FrameCodecBuilder.forServer()
                .initialSettings(
                    Http2Settings.defaultSettings()
                        .maxConcurrentStreams(STREAMS)
                        .maxHeaderListSize(LONGEST_HEADERS))
                .build())
        .addLast(
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream
                        .pipeline()
                        .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                        .addLast(new RequestHandler(HttpServer.this));
                  }
                }));
  }

  /** Looks at the first bytes: HTTP/2 by prior knowledge says so there. */
  private final class ByPreface extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      if (in.readableBytes() < 3) {
        return;
      }
      if (in.getUnsignedMedium(in.readerIndex()) == PRI) {
        http2(ctx.pipeline());
      } else {
        http1(ctx.pipeline());
      }
      ctx.pipeline().remove(this);
    }
  }
}
