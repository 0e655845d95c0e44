package io.logstream.collector;

import io.logstream.collector.access.ServerTls;
import io.logstream.collector.access.Tenants;
import io.logstream.collector.http.HttpServer;
import io.logstream.collector.http.IntakeEndpoint;
import io.logstream.collector.outlet.Gate;
import io.logstream.collector.receive.Intake;
import io.logstream.collector.receive.KernelDrops;
import io.logstream.collector.receive.Receivers;
import io.logstream.collector.receive.Sources;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the listeners that the options name. */
final class Listeners {

  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
  private static final int RELOAD_SECONDS = 5;
  private static final int IDLE_SECONDS = 75;

  /** A body may unpack to this many times the size that it may have packed. */
  private static final int UNPACKED = 4;

  private final CollectorOptions options;
  private final Network network;
  private final Gate gate;
  private final CollectorMetrics metrics;
  private final Sources sources;

  Listeners(
      CollectorOptions options,
      Network network,
      Gate gate,
      CollectorMetrics metrics,
      Sources sources) {
    this.options = options;
    this.network = network;
    this.gate = gate;
    this.metrics = metrics;
    this.sources = sources;
  }

  void open(Intake intake) throws IOException {
    Tenants tenants = tenants();
    Optional<ServerTls> tls = tls();
    Receivers receivers = new Receivers(intake, tenants, options.maxRequest());
    stream("syslog-tcp", options.syslogTcp(), Optional.empty(), receivers::syslog);
    stream("syslog-tls", options.syslogTls(), tls, receivers::syslog);
    stream("json-tcp", options.jsonTcp(), Optional.empty(), receivers::json);
    stream("json-tls", options.jsonTls(), tls, receivers::json);
    stream("relp", options.relp(), Optional.empty(), receivers::relp);
    stream("relp-tls", options.relpTls(), tls, receivers::relp);
    stream("frames", options.frames(), Optional.empty(), receivers::frames);
    stream("frames-tls", options.framesTls(), tls, receivers::frames);
    if (isOn(options.syslogUdp())) {
      network.listenUdp("syslog-udp", options.syslogUdp(), receivers::syslogUdp);
      countDrops("syslog-udp");
    }
    if (isOn(options.gelfUdp())) {
      network.listenUdp("gelf-udp", options.gelfUdp(), receivers::gelfUdp);
      countDrops("gelf-udp");
    }
    http(intake, tenants, tls);
  }

  private static boolean isOn(String address) {
    return !address.isEmpty() && !address.equals(CollectorOptions.OFF);
  }

  /** Puts a protocol on a connection of a transport. */
  private interface Install {
    void on(io.netty.channel.Channel channel, String transport);
  }

  private void stream(String name, String address, Optional<ServerTls> tls, Install install)
      throws IOException {
    if (isOn(address)) {
      boolean isTls = name.endsWith("-tls");
      network.listen(
          address,
          new Network.Listening(
              name,
              isTls ? Optional.of(required(name, tls)::context) : Optional.empty(),
              true,
              true,
              channel -> install.on(channel, name.replace('-', '+'))));
    }
  }

  private static ServerTls required(String name, Optional<ServerTls> tls) throws IOException {
    return tls.orElseThrow(
        () -> new IOException("--" + name + ": expected --tls-cert and --tls-key too"));
  }

  private void http(Intake intake, Tenants tenants, Optional<ServerTls> tls) throws IOException {
    IntakeEndpoint endpoint = new IntakeEndpoint(intake, tenants, UNPACKED * options.maxRequest());
    if (isOn(options.http())) {
      HttpServer server = server("http", endpoint);
      network.listen(
          options.http(),
          new Network.Listening("http", Optional.empty(), false, true, server::install));
    }
    if (isOn(options.https())) {
      HttpServer server = server("https", endpoint);
      Supplier<SslContext> contexts = required("https", tls)::httpContext;
      network.listen(
          options.https(),
          new Network.Listening("https", Optional.of(contexts), false, true, server::installTls));
    }
  }

  private HttpServer server(String name, IntakeEndpoint endpoint) {
    CollectorMetrics.Transport transport = metrics.transport(name);
    return new HttpServer(
        new HttpServer.Settings(
            endpoint,
            gate,
            options.maxRequest(),
            (int) Math.max(1, options.messageWithinMillis() / 1000),
            IDLE_SECONDS,
            bytes -> {},
            (peer, answer) -> {
              transport.rejected();
              sources.failed(
                  name, peer.getAddress().getHostAddress(), "answered " + answer.status());
            }));
  }

  private void countDrops(String name) {
    int port = network.address(name).getPort();
    metrics.gauge(
        "kernel.drops",
        "Datagrams that the kernel dropped, the socket's buffer being full.",
        "transport",
        name,
        () -> KernelDrops.of(port));
  }

  private Optional<ServerTls> tls() throws IOException {
    if (options.tlsCertificate().isEmpty()) {
      return Optional.empty();
    }
    ServerTls tls =
        new ServerTls(
            options.tlsCertificate().get(),
            options
                .tlsKey()
                .orElseThrow(() -> new IOException("--tls-cert: expected --tls-key too")),
            options.tlsClientAuthority(),
            options.tlsClient());
    network.every(RELOAD_SECONDS, tls::reloadIfChanged);
    return Optional.of(tls);
  }

  private Tenants tenants() throws IOException {
    if (options.tokens().isEmpty()) {
      return Tenants.ANYBODY;
    }
    Tenants tenants = Tenants.of(options.tokens().get());
    FileTime[] read = {Files.getLastModifiedTime(options.tokens().get())};
    network.every(
        RELOAD_SECONDS,
        () -> {
          try {
            FileTime now = Files.getLastModifiedTime(options.tokens().get());
            if (!now.equals(read[0])) {
              read[0] = now;
              tenants.reload();
            }
          } catch (IOException e) {
            LOG.error("the old tokens stay in force: {}", e.getMessage());
          }
        });
    return tenants;
  }
}
