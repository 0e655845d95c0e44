package io.logstream.collector.ship;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Makes connections to a collector, over TLS where the options say so. */
final class ClientSockets {

  private final Optional<SSLContext> tls;

  /**
   * @throws IOException if the files of certificates cannot be read
   */
  ClientSockets(ShipOptions options) throws IOException {
    this.tls = options.tls() ? Optional.of(context(options)) : Optional.empty();
  }

  private static SSLContext context(ShipOptions options) throws IOException {
    try {
      SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
      options.authority().ifPresent(file -> builder.trustManager(file.toFile()));
      if (options.certificate().isPresent() && options.key().isPresent()) {
        builder.keyManager(options.certificate().get().toFile(), options.key().get().toFile());
      }
      return ((JdkSslContext) builder.build()).context();
    } catch (IllegalArgumentException e) {
      throw new IOException("TLS: expected certificates and a key in PEM: " + e.getMessage(), e);
    }
  }

  Socket connect(InetSocketAddress to, int timeoutMillis) throws IOException {
    Socket plain = new Socket();
    try {
      plain.setTcpNoDelay(true);
      plain.connect(to, timeoutMillis);
      if (tls.isEmpty()) {
        return plain;
      }
      SSLSocket secure =
          (SSLSocket)
              tls.get()
                  .getSocketFactory()
                  .createSocket(plain, to.getHostString(), to.getPort(), true);
      SSLParameters parameters = secure.getSSLParameters();
      // The certificate has to be of the host that was asked for.
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
      secure.setSoTimeout(timeoutMillis);
      secure.startHandshake();
      secure.setSoTimeout(0);
      return secure;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }
}
