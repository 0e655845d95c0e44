package io.logstream.collector;

import io.logstream.collector.access.Limits;
import io.logstream.collector.outlet.Gate;
import io.logstream.collector.receive.ConnectionLimit;
import io.logstream.collector.receive.Pace;
import io.logstream.collector.receive.ProxyProtocol;
import io.logstream.collector.receive.Sources;
import io.logstream.collector.receive.WireBytes;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The sockets: binds listeners and makes senders wait while there is no room. */
final class Network implements AutoCloseable {

  private static final int BACKLOG = 4096;
  private static final int UDP_RECEIVE_BUFFER = 8 << 20;
  private static final int LARGEST_DATAGRAM = 65_535;
  private static final int TLS_HANDSHAKE_SECONDS = 10;

  private final EventLoopGroup accepting = group(1);
  private final EventLoopGroup working = group(Runtime.getRuntime().availableProcessors());
  private final Map<String, ChannelGroup> connections = new ConcurrentHashMap<>();
  private final Map<String, Channel> listeners = new ConcurrentHashMap<>();
  private final Gate gate;
  private final Limits limits;
  private final int maxConnections;
  private final boolean isBehindProxy;
  private final CollectorMetrics metrics;
  private final Sources sources;

  /**
   * @param isBehindProxy whether connections begin with the PROXY protocol's header
   */
  Network(
      Gate gate,
      Limits limits,
      int maxConnections,
      boolean isBehindProxy,
      CollectorMetrics metrics,
      Sources sources) {
    this.gate = gate;
    this.limits = limits;
    this.maxConnections = maxConnections;
    this.isBehindProxy = isBehindProxy;
    this.metrics = metrics;
    this.sources = sources;
    // Only streams wait: an HTTP request is answered 429, a datagram is shed.
    gate.onChange(
        isOpen ->
            connections
                .values()
                .forEach(group -> group.forEach(channel -> Pace.room(channel, isOpen))));
  }

  private static EventLoopGroup group(int threads) {
    return new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
  }

  /**
   * What listens on an address.
   *
   * @param name the option's
   * @param tls asked for each connection; empty for none
   * @param isPaced whether connections are simply not read from while there is no room
   * @param isLimited whether the limits and the PROXY protocol apply
   * @param install puts the protocol on a connection
   */
  record Listening(
      String name,
      Optional<Supplier<SslContext>> tls,
      boolean isPaced,
      boolean isLimited,
      Consumer<Channel> install) {

    /** The transport's name in headers and figures. */
    String transport() {
      return name.replace('-', '+');
    }
  }

  /**
   * Listens for connections.
   *
   * @throws IOException if the address cannot be had, naming it and the listener
   */
  void listen(String address, Listening what) throws IOException {
    ChannelGroup open =
        connections.computeIfAbsent(
            what.name(), key -> new DefaultChannelGroup(GlobalEventExecutor.INSTANCE));
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(accepting, working)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    open.add(channel);
                    Network.this.install(channel, what);
                  }
                });
    bound(
        what.name(),
        address,
        bootstrap.bind(socketAddress(what.name(), address)).awaitUninterruptibly());
  }

  private void install(Channel channel, Listening what) {
    CollectorMetrics.Transport transport = metrics.transport(what.transport());
    if (what.isLimited()) {
      boolean isFull =
          connections.values().stream().mapToInt(ChannelGroup::size).sum() > maxConnections;
      channel
          .pipeline()
          .addLast(
              new ConnectionLimit(
                  limits, isFull, what.name().equals(Collector.HTTP), transport, sources));
      channel.pipeline().addLast(new WireBytes(transport));
      if (isBehindProxy) {
        channel.pipeline().addLast(new HAProxyMessageDecoder()).addLast(new ProxyProtocol());
      }
    }
    if (what.isPaced()) {
      Pace.install(channel);
      channel.pipeline().addLast(new WaitForRoom());
    }
    what.tls()
        .ifPresent(
            contexts -> {
              var handler = contexts.get().newHandler(channel.alloc());
              handler.setHandshakeTimeout(TLS_HANDSHAKE_SECONDS, TimeUnit.SECONDS);
              channel.pipeline().addLast(handler);
            });
    what.install().accept(channel);
  }

  /** A connection that is made while there is no room waits from the start. */
  private final class WaitForRoom extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      if (!gate.isOpen()) {
        Pace.room(ctx.channel(), false);
        // The gate may have opened between the two lines above, before it knew of this one.
        if (gate.isOpen()) {
          Pace.room(ctx.channel(), true);
        }
      }
      ctx.fireChannelActive();
    }

    /** Answers that nobody reads would pile up here. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      Pace.answersRead(ctx.channel(), ctx.channel().isWritable());
      ctx.fireChannelWritabilityChanged();
    }
  }

  /** Listens for datagrams. */
  void listenUdp(String name, String address, Consumer<Channel> install) throws IOException {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(working)
            .channel(NioDatagramChannel.class)
            .option(ChannelOption.SO_RCVBUF, UDP_RECEIVE_BUFFER)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(LARGEST_DATAGRAM).maxMessagesPerRead(256))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    install.accept(channel);
                  }
                });
    bound(name, address, bootstrap.bind(socketAddress(name, address)).awaitUninterruptibly());
  }

  private void bound(String name, String address, ChannelFuture future) throws IOException {
    if (!future.isSuccess()) {
      throw new IOException(
          "--%s: cannot listen on %s: %s".formatted(name, address, future.cause().getMessage()),
          future.cause());
    }
    listeners.put(name, future.channel());
  }

  private static InetSocketAddress socketAddress(String name, String address) throws IOException {
    int colon = address.lastIndexOf(':');
    try {
      return new InetSocketAddress(
          address.substring(0, colon).replaceAll("^\\[|]$", ""),
          Integer.parseInt(address.substring(colon + 1)));
    } catch (RuntimeException e) {
      throw new IOException(
          "--%s: expected HOST:PORT or off, found \"%s\"".formatted(name, address), e);
    }
  }

  /** Where a listener listens; of use with port 0. */
  InetSocketAddress address(String name) {
    return (InetSocketAddress) listeners.get(name).localAddress();
  }

  /** All listeners. */
  List<Health.Listener> listeners() {
    List<Health.Listener> list = new ArrayList<>();
    listeners.forEach(
        (name, channel) -> {
          InetSocketAddress at = (InetSocketAddress) channel.localAddress();
          list.add(
              new Health.Listener(
                  name, at.getAddress().getHostAddress() + ":" + at.getPort(), connections(name)));
        });
    list.sort(Comparator.comparing(Health.Listener::name));
    return list;
  }

  private int connections(String name) {
    ChannelGroup group = connections.get(name);
    return group == null ? 0 : group.size();
  }

  /** Open connections of all listeners. */
  int connections() {
    return connections.values().stream().mapToInt(ChannelGroup::size).sum();
  }

  /** Runs something every so often. */
  void every(int seconds, Runnable task) {
    working.scheduleAtFixedRate(task, seconds, seconds, TimeUnit.SECONDS);
  }

  /** No new connections; those that bring lines without waiting for an answer are closed. */
  void stopReceiving() {
    listeners.forEach(
        (name, channel) -> {
          if (!name.equals(Collector.ADMIN)) {
            channel.close().awaitUninterruptibly();
          }
        });
    connections.forEach(
        (name, group) ->
            group.forEach(
                channel -> {
                  if (name.startsWith("syslog") || name.startsWith("json")) {
                    channel.close().awaitUninterruptibly();
                  } else if (!name.equals(Collector.ADMIN)) {
                    // Who waits for an answer still gets it, and is read from no more.
                    Pace.room(channel, false);
                  }
                }));
  }

  @Override
  public void close() {
    listeners.values().forEach(channel -> channel.close().awaitUninterruptibly());
    connections.values().forEach(group -> group.close().awaitUninterruptibly());
    accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    working.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
