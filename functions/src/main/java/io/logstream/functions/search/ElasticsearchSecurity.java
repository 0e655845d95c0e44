package io.logstream.functions.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How a process knows Elasticsearch by its certificate and shows who it is: two files, which every
 * client of the process reads when it opens a connection. A job does not carry them along.
 */
final class ElasticsearchSecurity {

  /** The environment variable with the file of an API key as Elasticsearch encodes it. */
  static final String API_KEY_VARIABLE = "LOGSTREAM_ELASTICSEARCH_API_KEY_FILE";

  /** That with the file of certificates, PEM, that the nodes' are signed by. */
  static final String AUTHORITY_VARIABLE = "LOGSTREAM_ELASTICSEARCH_CA";

  /** The system properties that go before the variables. */
  static final String API_KEY_PROPERTY = "logstream.elasticsearch.api-key-file";

  static final String AUTHORITY_PROPERTY = "logstream.elasticsearch.ca";

  private ElasticsearchSecurity() {}

  /** The API key of the file; empty without one. */
  static String apiKey() {
    return file(API_KEY_PROPERTY, API_KEY_VARIABLE)
        .map(
            file -> {
              try {
                return Files.readString(file).strip();
              } catch (IOException e) {
                throw new UncheckedIOException("elasticsearch: cannot read " + file, e);
              }
            })
        .orElse("");
  }

  /** Trusts the certificates of the file; empty without one, where those of the JDK are trusted. */
  static Optional<SSLContext> sslContext() {
    return file(AUTHORITY_PROPERTY, AUTHORITY_VARIABLE).map(ElasticsearchSecurity::trusting);
  }

  private static Optional<Path> file(String property, String variable) {
    String given = System.getProperty(property);
    String name = given == null ? System.getenv(variable) : given;
    return name == null || name.isBlank() ? Optional.empty() : Optional.of(Path.of(name));
  }

  private static SSLContext trusting(Path authorities) {
    try (InputStream in = Files.newInputStream(authorities)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (Certificate authority :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + number++, authority);
      }
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trusted.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException("elasticsearch: cannot read " + authorities, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "elasticsearch: expected PEM certificates in " + authorities, e);
    }
  }
}
