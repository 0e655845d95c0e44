package io.logstream.collector.receive;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Who is at the other end of a connection.
 *
 * @param address the sender's, as a proxy states it where one is trusted
 * @param tenant the common name of the client's certificate; empty without one
 */
public record Peer(InetSocketAddress address, String tenant) {

  private static final AttributeKey<InetSocketAddress> PROXIED =
      AttributeKey.valueOf(Peer.class, "proxied");

  /** The other end, once the handshakes before the first data are over. */
  public static Peer of(Channel channel) {
    // A stream of HTTP/2 is a channel in the connection's.
    Channel connection =
        channel.parent() != null && channel.parent().parent() != null ? channel.parent() : channel;
    InetSocketAddress proxied = connection.attr(PROXIED).get();
    SslHandler tls = connection.pipeline().get(SslHandler.class);
    return new Peer(
        proxied != null ? proxied : (InetSocketAddress) connection.remoteAddress(),
        tls == null ? "" : commonName(tls).orElse(""));
  }

  /** Notes what a trusted proxy said. */
  static void proxied(Channel channel, InetSocketAddress address) {
    channel.attr(PROXIED).set(address);
  }

  /** The address without the port. */
  public String ip() {
    return address.getAddress() == null
        ? address.getHostString()
        : address.getAddress().getHostAddress();
  }

  private static Optional<String> commonName(SslHandler tls) {
    try {
      X509Certificate certificate =
          (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
      LdapName name = new LdapName(certificate.getSubjectX500Principal().getName());
      return name.getRdns().stream()
          .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
          .map(Rdn::getValue)
          .map(Object::toString)
          .findFirst();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty(); // No certificate was asked for, or none was given.
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
