package io.logstream.functions.search;

import io.logstream.functions.Authorities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;

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
    try {
      return Authorities.trusting(authorities);
    } catch (IOException e) {
      throw new UncheckedIOException("elasticsearch: " + e.getMessage(), e);
    }
  }
}
