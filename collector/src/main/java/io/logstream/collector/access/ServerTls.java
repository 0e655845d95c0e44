package io.logstream.collector.access;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate, and whose certificates clients may show. The files are read again when
 * one of them has changed; connections that are open keep what they have, and where the new files
 * are no good the old ones stay in force.
 */
public final class ServerTls {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  private final Path certificate;
  private final Path key;
  private final Optional<Path> clientAuthority;
  private final ClientAuth clientAuth;

  private volatile Contexts contexts;
  private List<FileTime> read = List.of();

  /** With and without the negotiation of HTTP/2. */
  private record Contexts(SslContext plain, SslContext http) {}

  /**
   * Reads the files.
   *
   * @param certificate a chain in PEM, the server's first
   * @param key its private key in PEM (PKCS #8)
   * @param clientAuthority certificates in PEM that clients' certificates are signed by
   * @param clientAuth whether a client has to show one
   * @throws IOException if they cannot be read or are no such files, naming them
   */
  public ServerTls(
      Path certificate, Path key, Optional<Path> clientAuthority, ClientAuth clientAuth)
      throws IOException {
    this.certificate = certificate;
    this.key = key;
    this.clientAuthority = clientAuthority;
    this.clientAuth = clientAuth;
    this.contexts = load();
    this.read = times();
  }

  private Contexts load() throws IOException {
    try {
      return new Contexts(builder().build(), builder().applicationProtocolConfig(alpn()).build());
    } catch (IllegalArgumentException | IOException e) {
      throw new IOException(
          "TLS: expected PEM in %s and %s%s: %s"
              .formatted(
                  certificate,
                  key,
                  clientAuthority.map(file -> " and " + file).orElse(""),
                  e.getMessage()),
          e);
    }
  }

  private SslContextBuilder builder() {
    SslContextBuilder builder =
        SslContextBuilder.forServer(certificate.toFile(), key.toFile())
            .protocols("TLSv1.3", "TLSv1.2")
            .clientAuth(clientAuth);
    clientAuthority.ifPresent(file -> builder.trustManager(file.toFile()));
    return builder;
  }

  private static ApplicationProtocolConfig alpn() {
    return new ApplicationProtocolConfig(
        Protocol.ALPN,
        SelectorFailureBehavior.NO_ADVERTISE,
        SelectedListenerFailureBehavior.ACCEPT,
        ApplicationProtocolNames.HTTP_2,
        ApplicationProtocolNames.HTTP_1_1);
  }

  private List<FileTime> times() throws IOException {
    List<FileTime> times = new ArrayList<>();
    times.add(Files.getLastModifiedTime(certificate));
    times.add(Files.getLastModifiedTime(key));
    if (clientAuthority.isPresent()) {
      times.add(Files.getLastModifiedTime(clientAuthority.get()));
    }
    return times;
  }

  /** Reads the files if one of them has changed; called every so often. */
  public synchronized void reloadIfChanged() {
    try {
      List<FileTime> now = times();
      if (!now.equals(read)) {
        read = now;
        contexts = load();
        LOG.info("TLS: read {} again", certificate);
      }
    } catch (IOException e) {
      LOG.error("TLS: the old certificate stays in force: {}", e.getMessage());
    }
  }

  /** For a connection that is made now. */
  public SslContext context() {
    return contexts.plain();
  }

  /** For a connection that is made now and may speak HTTP/2. */
  public SslContext httpContext() {
    return contexts.http();
  }
}
