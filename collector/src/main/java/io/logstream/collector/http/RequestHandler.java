package io.logstream.collector.http;

import io.logstream.collector.outlet.Gate;
import io.logstream.collector.outlet.Reservation;
import io.logstream.collector.receive.Intake;
import io.logstream.collector.receive.Peer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of HTTP/1.1, or one stream of HTTP/2: collects the body, asks the endpoint, writes
 * its answer. One request at a time; the next is read when the answer is out.
 *
 * <p>A body takes its bytes of the {@link Gate} as they come, so that many half-sent bodies are
 * bounded together as well as one by one.
 */
final class RequestHandler extends SimpleChannelInboundHandler<HttpObject> {

  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  private static final int TOO_MANY = 429;

  /** The first status that is one. */
  private static final int ERRORS = 400;

  private final HttpServer server;

  private HttpRequest head;
  private byte[] body = {};
  private int size;
  private long taken;
  private boolean isRefused;
  private boolean isAnswering;
  private boolean isUnderWay;
  private Optional<ScheduledFuture<?>> deadline = Optional.empty();

  RequestHandler(HttpServer server) {
    this.server = server;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
    if (message instanceof HttpRequest request) {
      if (request.decoderResult().isFailure() && !ctx.channel().isActive()) {
        // Half a head, which the decoder gives out when the connection has ended: nobody waits.
        return;
      }
      start(ctx, request);
    }
    if (message instanceof HttpContent content && head != null) {
      if (!isRefused) {
        collect(ctx, content);
      }
      if (content instanceof LastHttpContent && !isRefused) {
        complete(ctx);
      }
    }
  }

  private void start(ChannelHandlerContext ctx, HttpRequest request) {
    head = request;
    isUnderWay = true;
    BetweenRequests.of(ctx.channel()).begun();
    isRefused = false;
    isAnswering = false;
    size = 0;
    long seconds = server.settings().requestSeconds();
    deadline =
        Optional.of(
            ctx.executor()
                .schedule(
                    () ->
                        refuse(
                            ctx,
                            HttpAnswer.error(
                                408, "expected the whole request within " + seconds + " s")),
                    seconds,
                    TimeUnit.SECONDS));
    if (request.decoderResult().isFailure()) {
      refuse(
          ctx, HttpAnswer.error(400, "not HTTP: " + request.decoderResult().cause().getMessage()));
      return;
    }
    long length = HttpUtil.getContentLength(request, -1L);
    if (length > server.settings().maxBody()) {
      refuse(ctx, tooLarge());
    } else if (HttpUtil.is100ContinueExpected(request)) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
  }

  private HttpAnswer tooLarge() {
    return HttpAnswer.error(
        413, "body: expected at most %d bytes".formatted(server.settings().maxBody()));
  }

  private void collect(ChannelHandlerContext ctx, HttpContent content) {
    int more = content.content().readableBytes();
    if (more == 0) {
      return;
    }
    server.settings().wireBytes().accept(more);
    if ((long) size + more > server.settings().maxBody()) {
      refuse(ctx, tooLarge());
      return;
    }
    if (!server.settings().gate().tryTake(more)) {
      refuse(ctx, HttpAnswer.later(429, 1, "no room now; come again"));
      return;
    }
    taken += more;
    if (size + more > body.length) {
      body = Arrays.copyOf(body, Math.max(size + more, Math.min(body.length * 2, 1 << 20)));
    }
    content.content().readBytes(body, size, more);
    size += more;
  }

  private void complete(ChannelHandlerContext ctx) {
    stopDeadline();
    isAnswering = true;
    HttpRequest request = head;
    // The next request waits in the decoder until this one is answered.
    ctx.channel().config().setAutoRead(false);
    try (Reservation memory = new Reservation(server.settings().gate())) {
      Peer peer = Peer.of(ctx.channel());
      QueryStringDecoder uri = new QueryStringDecoder(request.uri());
      server
          .settings()
          .endpoint()
          .handle(
              new HttpCall(
                  request.method(),
                  uri.path(),
                  uri.parameters(),
                  request.headers(),
                  size == body.length ? body : Arrays.copyOf(body, size),
                  peer.address(),
                  peer.tenant(),
                  Intake.now(),
                  memory))
          .whenComplete(
              (answer, error) ->
                  ctx.executor()
                      .execute(
                          () ->
                              write(ctx, request, error == null ? answer : failed(error), false)));
    } catch (BadRequestException e) {
      write(
          ctx,
          request,
          e.status() == TOO_MANY
              ? HttpAnswer.later(TOO_MANY, 1, e.getMessage())
              : HttpAnswer.error(e.status(), e.getMessage()),
          false);
    } catch (RuntimeException e) {
      write(ctx, request, failed(e), false);
    }
    giveBack();
  }

  private static HttpAnswer failed(Throwable error) {
    LOG.error("a request failed in an unexpected way", error);
    return HttpAnswer.error(500, "failed: " + error);
  }

  /** Answers before the request has ended; what still comes of it is not read. */
  private void refuse(ChannelHandlerContext ctx, HttpAnswer answer) {
    if (!isRefused && !isAnswering) {
      isRefused = true;
      stopDeadline();
      giveBack();
      write(ctx, head, answer, true);
    }
  }

  private void write(
      ChannelHandlerContext ctx, HttpRequest request, HttpAnswer answer, boolean isLast) {
    ended(ctx);
    if (answer.status() >= ERRORS) {
      server.settings().refused().accept(Peer.of(ctx.channel()).address(), answer);
    }
    boolean isHead = request.method().equals(HttpMethod.HEAD);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
    answer.headers().forEach((name, value) -> response.headers().set(name, value));
    if (!answer.type().isEmpty()) {
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.type());
    }
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    boolean keepsAlive = !isLast && HttpUtil.isKeepAlive(request);
    HttpUtil.setKeepAlive(response, keepsAlive);
    var written = ctx.writeAndFlush(response);
    if (keepsAlive) {
      // Who does not read its answers is not read from.
      written.addListener(sent -> ctx.channel().config().setAutoRead(true));
    } else {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void ended(ChannelHandlerContext ctx) {
    if (isUnderWay) {
      isUnderWay = false;
      BetweenRequests.of(ctx.channel()).ended();
    }
  }

  private void giveBack() {
    server.settings().gate().give(taken);
    taken = 0;
    size = 0;
    body = new byte[0];
  }

  private void stopDeadline() {
    deadline.ifPresent(task -> task.cancel(false));
    deadline = Optional.empty();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stopDeadline();
    giveBack();
    ended(ctx);
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("{}: {}", ctx.channel(), cause.toString());
    ctx.close();
  }
}
