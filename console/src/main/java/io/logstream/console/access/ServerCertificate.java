package io.logstream.console.access;

import io.logstream.console.DaemonThreads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console's certificate: a chain and its private key (PKCS #8), both PEM. The files are read
 * again when one has changed; where the new ones are no good, the old certificate stays in force.
 */
public final class ServerCertificate implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
  private static final long SECONDS_BETWEEN_LOOKS = 10;
  private static final List<String> KEY_KINDS = List.of("EC", "RSA", "Ed25519");

  /** The key stands in memory only; a key store wants a password all the same. */
  private static final String IN_MEMORY = "in memory";

  private final Path certificate;
  private final Path key;
  private final SslContextFactory.Server contexts = new SslContextFactory.Server();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("certificate"));
  private List<FileTime> read;

  /**
   * Reads the files.
   *
   * @throws IOException if they cannot be read or are no such files, naming them
   */
  public ServerCertificate(Path certificate, Path key) throws IOException {
    this.certificate = certificate;
    this.key = key;
    read = times();
    contexts.setKeyStore(load());
    contexts.setKeyStorePassword(IN_MEMORY);
    contexts.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    looks.scheduleWithFixedDelay(
        this::reloadIfChanged, SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS);
  }

  /** What listens, by HTTPS alone. */
  public Connector connector(Server server, HttpConfiguration http, String host, int port) {
    HttpConfiguration https = new HttpConfiguration(http);
    // Health checks come by address, not by the name in the certificate; clients check the name.
    https.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector =
        new ServerConnector(
            server,
            new SslConnectionFactory(contexts, "http/1.1"),
            new HttpConnectionFactory(https));
    connector.setHost(host);
    connector.setPort(port);
    return connector;
  }

  private void reloadIfChanged() {
    try {
      List<FileTime> now = times();
      if (!now.equals(read)) {
        read = now;
        KeyStore fresh = load();
        contexts.reload(factory -> factory.setKeyStore(fresh));
        LOG.info("TLS: read {} again", certificate);
      }
    } catch (Exception e) {
      LOG.error("TLS: the old certificate stays in force: {}", e.getMessage());
    }
  }

  private List<FileTime> times() throws IOException {
    return List.of(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
  }

  private KeyStore load() throws IOException {
    try (InputStream in = Files.newInputStream(certificate)) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("console", privateKey(), IN_MEMORY.toCharArray(), chain);
      return store;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "TLS: expected PEM in %s and %s: %s".formatted(certificate, key, e.getMessage()), e);
    }
  }

  private PrivateKey privateKey() throws IOException, GeneralSecurityException {
    String base64 =
        Files.readString(key)
            .replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "")
            .replaceAll("\\s", "");
    PKCS8EncodedKeySpec bytes = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
    for (String kind : KEY_KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(bytes);
      } catch (InvalidKeySpecException e) {
        // Of another kind.
      }
    }
    throw new InvalidKeySpecException("expected a key of one of " + KEY_KINDS);
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
