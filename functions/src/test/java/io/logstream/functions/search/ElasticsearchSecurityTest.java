package io.logstream.functions.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.transport.ElasticsearchTransport;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that speaks HTTPS, with a certificate of an authority that the JDK does not know. */
class ElasticsearchSecurityTest {

  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private HttpsServer node;
  private Path authority;
  private Path key;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    X509Bundle signer =
        new CertificateBuilder()
            .subject("CN=Test authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle certificate =
        new CertificateBuilder()
            .subject("CN=elasticsearch")
            .addSanIpAddress("127.0.0.1")
            .buildIssuedBy(signer);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
    node = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    node.setHttpsConfigurator(new HttpsConfigurator(context));
    node.createContext("/", this::answer);
    node.start();
    authority = Files.writeString(folder.resolve("ca.pem"), signer.getCertificatePEM());
    key = Files.writeString(folder.resolve("key"), "a-key\n");
  }

  private void answer(HttpExchange exchange) throws IOException {
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  @AfterEach
  void stop() {
    node.stop(0);
    System.clearProperty(ElasticsearchSecurity.AUTHORITY_PROPERTY);
    System.clearProperty(ElasticsearchSecurity.API_KEY_PROPERTY);
  }

  private boolean ping(String apiKey) throws IOException {
    ElasticsearchConnection connection =
        ElasticsearchConnection.to("https://127.0.0.1:" + node.getAddress().getPort())
            .withApiKey(apiKey);
    try (ElasticsearchTransport transport = connection.open()) {
      return new ElasticsearchClient(transport).ping().value();
    }
  }

  @Test
  void theNodeIsKnownByTheAuthorityOfTheFileAndShownTheKeyOfTheFile() throws IOException {
    System.setProperty(ElasticsearchSecurity.AUTHORITY_PROPERTY, authority.toString());
    System.setProperty(ElasticsearchSecurity.API_KEY_PROPERTY, key.toString());
    assertThat(ping("")).isTrue();
    assertThat(ping("another")).isTrue();
    assertThat(authorizations).containsExactly("ApiKey a-key", "ApiKey another");
  }

  @Test
  void aNodeOfAnUnknownAuthorityIsToldNothing() {
    System.setProperty(ElasticsearchSecurity.API_KEY_PROPERTY, key.toString());
    assertThatThrownBy(() -> ping("")).isInstanceOf(SSLException.class);
    assertThat(authorizations).isEmpty();
  }
}
