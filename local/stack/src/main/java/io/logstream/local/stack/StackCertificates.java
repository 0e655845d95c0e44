package io.logstream.local.stack;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificates of a secured stack: an authority, a certificate of it for each server with
 * clients, and two stores for those who know one another by their certificates.
 */
final class StackCertificates {

  private static final List<String> SERVERS =
      List.of("kafka", "postgresql", "redis", "console", "collector");
  private static final Duration VALIDITY = Duration.ofDays(365);
  private static final Duration RENEWED_BEFORE_END = Duration.ofDays(30);

  private final StackSecurity security;

  StackCertificates(StackSecurity security) {
    this.security = security;
  }

  /** Makes them, unless they are there and last. */
  void prepare() throws IOException {
    if (!last()) {
      make();
    }
  }

  private boolean last() throws IOException {
    if (!Files.exists(security.file("complete"))) {
      return false;
    }
    try (InputStream in = Files.newInputStream(security.authority())) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return Instant.now().plus(RENEWED_BEFORE_END).isBefore(certificate.getNotAfter().toInstant());
    } catch (GeneralSecurityException e) {
      throw new StackException("%s is no certificate: %s".formatted(security.authority(), e), e);
    }
  }

  private void make() throws IOException {
    Files.deleteIfExists(security.file("complete"));
    try {
      X509Bundle authority =
          certificate()
              .subject("CN=LogStream local")
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
      StackSecurity.write(security.authority(), authority.getCertificatePEM());
      for (String server : SERVERS) {
        X509Bundle made = forThisMachine(server).buildIssuedBy(authority);
        StackSecurity.write(security.certificate(server), made.getCertificatePathPEM());
        StackSecurity.write(security.key(server), made.getPrivateKeyPEM());
        // In one file, as Kafka takes them.
        StackSecurity.write(
            security.both(server), made.getPrivateKeyPEM() + made.getCertificatePathPEM());
      }
      writeStore("flink");
      writeStore("kafka-controller");
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new StackException("cannot make certificates: " + e.getMessage(), e);
    }
    StackSecurity.write(security.file("complete"), "");
  }

  private static CertificateBuilder certificate() {
    Instant now = Instant.now();
    return new CertificateBuilder()
        .ecp256()
        .notBefore(now.minus(Duration.ofMinutes(5)))
        .notAfter(now.plus(VALIDITY));
  }

  private static CertificateBuilder forThisMachine(String name) {
    return certificate()
        .subject("CN=" + name)
        .addSanDnsName("localhost")
        .addSanIpAddress("127.0.0.1");
  }

  /**
   * Key and certificate, and their authority as the one that is trusted, in one store. The
   * authority has signed nothing else and signs nothing any more: who has the store is one of us.
   */
  private void writeStore(String name) throws Exception {
    X509Bundle authority =
        certificate()
            .rsa2048()
            .subject("CN=LogStream local " + name)
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle bundle = forThisMachine(name).rsa2048().buildIssuedBy(authority);
    char[] password = security.secret("stores").toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        name, bundle.getKeyPair().getPrivate(), password, bundle.getCertificatePath());
    store.setCertificateEntry(name + "-authority", authority.getCertificate());
    StackSecurity.write(security.store(name), "");
    try (OutputStream out = Files.newOutputStream(security.store(name))) {
      store.store(out, password);
    }
  }

  /** Trusts the authority and Flink's, and shows Flink's certificate where it is asked for one. */
  SSLContext client() {
    char[] password = security.secret("stores").toCharArray();
    try (InputStream in = Files.newInputStream(security.store("flink"));
        InputStream pem = Files.newInputStream(security.authority())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new StackException("cannot read the stack's certificates: " + e, e);
    }
  }
}
