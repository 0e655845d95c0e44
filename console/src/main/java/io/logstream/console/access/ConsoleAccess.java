package io.logstream.console.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the console is guarded.
 *
 * @param users who may log in ({@link Users}); empty: everybody may do everything
 * @param tokens the tokens of programs ({@link Tokens}); only with users
 * @param certificate for HTTPS ({@link ServerCertificate}); empty: HTTP
 * @param key that of the certificate
 * @param isBehindProxy whether a proxy stands before it that encrypts, and lets nobody in without
 *     asking who they are
 */
public record ConsoleAccess(
    Optional<Path> users,
    Optional<Path> tokens,
    Optional<Path> certificate,
    Optional<Path> key,
    boolean isBehindProxy) {

  /** Nobody is asked, over HTTP: for this machine alone. */
  public static final ConsoleAccess OPEN =
      new ConsoleAccess(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

  public ConsoleAccess {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("a certificate needs its key, and a key its certificate");
    }
    if (tokens.isPresent() && users.isEmpty()) {
      throw new IllegalArgumentException("tokens mean nothing where nobody has to log in");
    }
  }

  /**
   * Refuses to be open to a network.
   *
   * @param host where the console is to listen
   * @throws IllegalArgumentException if others than this machine would reach it without encryption
   *     or without being asked who they are
   */
  public void requireFitFor(String host) {
    if (isLoopback(host) || isBehindProxy || (users.isPresent() && certificate.isPresent())) {
      return;
    }
    throw new IllegalArgumentException(
        ("%s is open to a network: expected --users, --tls-cert and --tls-key; or --behind-proxy,"
                + " where a proxy encrypts and asks who it is")
            .formatted(host));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no such host: " + host, e);
    }
  }
}
