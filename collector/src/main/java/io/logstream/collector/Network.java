package io.logstream.collector;

import io.logstream.collector.outlet.Gate;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
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
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The sockets: binds listeners and makes senders wait while there is no room. */
final class Network implements AutoCloseable {

  private static final int BACKLOG = 1024;
  private static final int UDP_RECEIVE_BUFFER = 8 << 20;
  private static final int LARGEST_DATAGRAM = 65_535;

  private final EventLoopGroup accepting = group(1);
  private final EventLoopGroup working = group(Runtime.getRuntime().availableProcessors());
  private final Map<String, ChannelGroup> connections = new ConcurrentHashMap<>();
  private final Map<String, Channel> listeners = new ConcurrentHashMap<>();
  private final Gate gate;

  Network(Gate gate) {
    this.gate = gate;
    gate.onChange(this::read);
  }

  private static EventLoopGroup group(int threads) {
    return new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
  }

  /** Only streams wait here: an HTTP request is answered 429, a datagram is shed. */
  private void read(boolean isOpen) {
    for (ChannelGroup group : connections.values()) {
      for (Channel channel : group) {
        if (channel.hasAttr(Paced.KEY)) {
          channel.config().setAutoRead(isOpen);
        }
      }
    }
  }

  /** Marks connections that wait while there is no room. */
  static final class Paced {
    static final io.netty.util.AttributeKey<Boolean> KEY =
        io.netty.util.AttributeKey.valueOf(Paced.class, "paced");

    private Paced() {}
  }

  /**
   * Listens for connections.
   *
   * @param isPaced whether they simply are not read from while there is no room
   * @throws IOException if the address cannot be had, naming it and the listener
   */
  void listen(String name, String address, boolean isPaced, Consumer<Channel> install)
      throws IOException {
    ChannelGroup open =
        connections.computeIfAbsent(
            name, key -> new DefaultChannelGroup(GlobalEventExecutor.INSTANCE));
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
                    if (isPaced) {
                      channel.attr(Paced.KEY).set(true);
                      channel.pipeline().addLast(new WaitForRoom());
                    }
                    install.accept(channel);
                  }
                });
    bound(name, address, bootstrap.bind(socketAddress(name, address)).awaitUninterruptibly());
  }

  /** A connection that is made while there is no room waits from the start. */
  private final class WaitForRoom extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      if (!gate.isOpen()) {
        ctx.channel().config().setAutoRead(false);
        if (gate.isOpen()) {
          ctx.channel().config().setAutoRead(true);
        }
      }
      ctx.fireChannelActive();
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

  private void bound(String name, String address, io.netty.channel.ChannelFuture future)
      throws IOException {
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
              new Health.Listener(name, at.getAddress().getHostAddress() + ":" + at.getPort()));
        });
    list.sort(java.util.Comparator.comparing(Health.Listener::name));
    return list;
  }

  /** Open connections of a listener. */
  int connections(String name) {
    ChannelGroup group = connections.get(name);
    return group == null ? 0 : group.size();
  }

  /** Open connections by listener. */
  Map<String, ChannelGroup> connections() {
    return Map.copyOf(connections);
  }

  /** Runs something every so often. */
  void every(int seconds, Runnable task) {
    working.scheduleAtFixedRate(task, seconds, seconds, TimeUnit.SECONDS);
  }

  /** No new connections, no more reads of those that bring lines. */
  void stopReceiving() {
    listeners.forEach(
        (name, channel) -> {
          if (!name.equals(Collector.ADMIN)) {
            channel.close().awaitUninterruptibly();
          }
        });
    connections.forEach(
        (name, group) -> {
          if (!name.equals(Collector.ADMIN) && !name.equals(Collector.HTTP)) {
            group.close().awaitUninterruptibly();
          }
        });
  }

  @Override
  public void close() {
    stopReceiving();
    listeners.values().forEach(channel -> channel.close().awaitUninterruptibly());
    connections.values().forEach(group -> group.close().awaitUninterruptibly());
    accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    working.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
