package io.logstream.collector;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** Certificates of an authority that is made for a test, and connections by them. */
final class TestTls {

  private TestTls() {}

  static X509Bundle authority() throws Exception {
    return new CertificateBuilder()
        .subject("CN=Test authority")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  /** Of that common name, for this machine. */
  static CertificateBuilder certificate(String name) {
    return new CertificateBuilder()
        .subject("CN=" + name)
        .addSanDnsName("localhost")
        .addSanIpAddress("127.0.0.1");
  }

  /** A connection that trusts an authority; the handshake comes with the first use. */
  static SSLSocket connect(X509Bundle authority, Optional<X509Bundle> client, int port)
      throws Exception {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(authority.getRootCertificate());
    if (client.isPresent()) {
      builder.keyManager(client.get().getKeyPair().getPrivate(), client.get().getCertificatePath());
    }
    return (SSLSocket)
        ((JdkSslContext) builder.build())
            .context()
            .getSocketFactory()
            .createSocket("127.0.0.1", port);
  }
}
