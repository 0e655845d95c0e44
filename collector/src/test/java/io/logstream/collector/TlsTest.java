package io.logstream.collector;

import static io.logstream.collector.CollectorFixture.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logstream.functions.event.RawHeaders;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with certificates made for each test. */
class TlsTest {

  @TempDir Path folder;

  private X509Bundle authority;
  private Path certificate;
  private Path key;
  private Path authorityFile;

  @BeforeEach
  void makeCertificates() throws Exception {
    authority = TestTls.authority();
    certificate = folder.resolve("server.pem");
    key = folder.resolve("server.key");
    authorityFile = folder.resolve("ca.pem");
    Files.writeString(authorityFile, authority.getRootCertificatePEM());
    writeServer("first");
  }

  private X509Bundle issue(String name) throws Exception {
    return TestTls.certificate(name).buildIssuedBy(authority);
  }

  private void writeServer(String name) throws Exception {
    X509Bundle server = issue(name);
    Files.writeString(certificate, server.getCertificatePathPEM());
    Files.writeString(key, server.getPrivateKeyPEM());
  }

  private CollectorFixture start(String client) throws IOException {
    return new CollectorFixture(
        "--syslog-tls=127.0.0.1:0",
        "--frames-tls=127.0.0.1:0",
        "--tls-cert=" + certificate,
        "--tls-key=" + key,
        "--tls-client-ca=" + authorityFile,
        "--tls-client=" + client);
  }

  private SSLSocket connect(CollectorFixture collector, Optional<X509Bundle> client)
      throws Exception {
    SSLSocket socket =
        TestTls.connect(authority, client, collector.address("syslog-tls").getPort());
    socket.setSoTimeout(10_000);
    socket.startHandshake();
    return socket;
  }

  private static void send(Socket socket, String line) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write((line + "\n").getBytes(UTF_8));
    out.flush();
  }

  @Test
  void syslogOverTlsWithTheClientsNameAsTenant() throws Exception {
    try (CollectorFixture collector = start("optional")) {
      try (Socket known = connect(collector, Optional.of(issue("shop")));
          Socket unknown = connect(collector, Optional.empty())) {
        send(known, "<34>of a tenant");
        await().until(() -> collector.kafka().stored().size() == 1);
        send(unknown, "<34>of nobody");
        await().until(() -> collector.kafka().stored().size() == 2);
      }
      var record = collector.kafka().stored().get(0);
      assertThat(header(record, RawHeaders.TRANSPORT)).isEqualTo("syslog+tls");
      assertThat(header(record, RawHeaders.TENANT)).isEqualTo("shop");
      assertThat(header(collector.kafka().stored().get(1), RawHeaders.TENANT)).isEmpty();
    }
  }

  @Test
  void withoutTheCertificateAskedForNothingIsTaken() throws Exception {
    try (CollectorFixture collector = start("require")) {
      assertThatThrownBy(
              () -> {
                try (Socket socket = connect(collector, Optional.empty())) {
                  send(socket, "<34>x");
                  // In TLS 1.3 the refusal comes after the client's part of the handshake.
                  socket.getInputStream().read();
                }
              })
          .isInstanceOf(IOException.class);
      try (Socket plain = new Socket("127.0.0.1", collector.address("syslog-tls").getPort())) {
        send(plain, "<34>no TLS at all");
        plain.setSoTimeout(10_000);
        assertThat(plain.getInputStream().readAllBytes().length).isLessThan(100);
      }
      try (Socket socket = connect(collector, Optional.of(issue("shop")))) {
        send(socket, "<34>good");
        await().until(() -> collector.kafka().stored().size() == 1);
      }
    }
  }

  @Test
  void newCertificateIsTakenWithoutARestart() throws Exception {
    try (CollectorFixture collector = start("none")) {
      try (SSLSocket before = connect(collector, Optional.empty())) {
        assertThat(subject(before)).isEqualTo("CN=first");
        writeServer("second");
        await()
            .atMost(Duration.ofSeconds(30))
            .ignoreException(SSLException.class)
            .until(
                () -> {
                  try (SSLSocket after = connect(collector, Optional.empty())) {
                    return subject(after).equals("CN=second");
                  }
                });
        send(before, "<34>the old connection goes on");
        await().until(() -> collector.kafka().stored().size() == 1);
      }
      Files.writeString(certificate, "no certificate");
      await()
          .during(Duration.ofSeconds(6))
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                try (SSLSocket after = connect(collector, Optional.empty())) {
                  return subject(after).equals("CN=second");
                }
              });
    }
  }

  private static String subject(SSLSocket socket) throws IOException {
    return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .getName();
  }
}
