package io.logstream.functions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificate authorities that a client trusts, and no others. */
public final class Authorities {

  private Authorities() {}

  /**
   * TLS that trusts what the certificates of a PEM file have signed.
   *
   * @throws IOException if the file cannot be read or is none of certificates; the message says
   *     which, and names it
   */
  public static SSLContext trusting(Path certificates) throws IOException {
    try {
      return trusting(read(certificates));
    } catch (GeneralSecurityException e) {
      throw new IOException("expected PEM certificates in " + certificates, e);
    }
  }

  private static KeyStore read(Path certificates) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(certificates)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + number++, certificate);
      }
      return store;
    } catch (IOException e) {
      throw new IOException("cannot read " + certificates, e);
    }
  }

  /** TLS that trusts what the certificates of a store have signed, and has nothing to show. */
  public static SSLContext trusting(KeyStore certificates) throws GeneralSecurityException {
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(certificates);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trusted.getTrustManagers(), null);
    return context;
  }
}
