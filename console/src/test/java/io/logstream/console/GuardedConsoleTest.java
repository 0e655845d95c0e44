package io.logstream.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.HandlerType;
import io.logstream.console.access.AccessRules;
import io.logstream.console.access.ConsoleAccess;
import io.logstream.console.access.Role;
import io.logstream.console.access.Secret;
import io.logstream.console.access.Tokens;
import io.logstream.console.access.Users;
import io.logstream.functions.search.ElasticsearchConnection;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A console with users, tokens and HTTPS, over real connections; nothing stands behind it. */
@TestInstance(Lifecycle.PER_CLASS)
class GuardedConsoleTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "correct horse battery";

  private final Map<Role, String> tokens =
      Map.of(
          Role.VIEWER,
          Secret.random(),
          Role.OPERATOR,
          Secret.random(),
          Role.ADMIN,
          Secret.random());
  private final String expired = Secret.random();
  private Console console;
  private HttpClient http;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    X509Bundle authority =
        new CertificateBuilder()
            .subject("CN=Test authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle certificate =
        new CertificateBuilder()
            .subject("CN=console")
            .addSanIpAddress("127.0.0.1")
            .buildIssuedBy(authority);
    List<String> users = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    for (Role role : Role.values()) {
      users.add(Users.line("the-" + role, role, PASSWORD));
      lines.add(Tokens.line("a-" + role, role, tokens.get(role), tomorrow));
    }
    users.add(Users.line("clumsy", Role.VIEWER, PASSWORD));
    lines.add(Tokens.line("old", Role.ADMIN, expired, Instant.now().minusSeconds(1)));
    ConsoleAccess access =
        new ConsoleAccess(
            Optional.of(Files.write(folder.resolve("users"), users)),
            Optional.of(Files.write(folder.resolve("tokens"), lines)),
            Optional.of(
                Files.writeString(folder.resolve("cert"), certificate.getCertificatePathPEM())),
            Optional.of(Files.writeString(folder.resolve("key"), certificate.getPrivateKeyPEM())),
            false);
    console =
        new Console(
            ConsoleOptions.of(0, ElasticsearchConnection.to("http://127.0.0.1:1"), "127.0.0.1:1")
                .with("127.0.0.1", access));
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, authority.toTrustManagerFactory().getTrustManagers(), null);
    http = HttpClient.newBuilder().sslContext(trusting).build();
  }

  @AfterAll
  void stop() {
    console.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + console.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> with(Role role, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return send(request.header("Authorization", "Bearer " + tokens.get(role)));
  }

  private static HttpRequest.BodyPublisher nothing() {
    return HttpRequest.BodyPublishers.noBody();
  }

  private HttpResponse<String> login(String user, String password)
      throws IOException, InterruptedException {
    String body = JSON.createObjectNode().put("user", user).put("password", password).toString();
    return send(request("/api/v1/login").POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String cookies(HttpResponse<String> login) {
    return String.join(
        "; ",
        login.headers().allValues("Set-Cookie").stream()
            .map(cookie -> cookie.split(";", 2)[0])
            .toList());
  }

  private static String csrf(HttpResponse<String> login) {
    return cookies(login).replaceFirst(".*__Host-logstream-csrf=([^;]+).*", "$1");
  }

  @Test
  void everyRouteHasARule() {
    List<String> without = new ArrayList<>();
    console.server().unsafeConfig().pvt.internalRouter.allHttpHandlers().stream()
        .map(parsed -> parsed.getEndpoint())
        .filter(endpoint -> endpoint.getMethod().isHttpMethod())
        .forEach(
            endpoint -> {
              String path = endpoint.getPath().replaceAll("\\{[a-z]+\\}", "x");
              if (AccessRules.of(endpoint.getMethod().name(), path).isEmpty()) {
                without.add(endpoint.getMethod() + " " + endpoint.getPath());
              }
            });
    console.server().unsafeConfig().pvt.internalRouter.allWsHandlers().stream()
        .map(handler -> handler.getPath())
        .filter(path -> AccessRules.of(HandlerType.GET.name(), path).isEmpty())
        .forEach(path -> without.add("WS " + path));
    assertThat(without).isEmpty();
  }

  @Test
  void withoutCredentialsNothingIsServedButTheLogin() throws Exception {
    for (String path :
        List.of("/api/v1/search?q=x", "/api/v1/users/bob", "/api/v1/tail", "/api/v1/unknown")) {
      HttpResponse<String> answer = send(request(path));
      assertThat(answer.statusCode()).as(path).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }
    assertThat(send(request("/health")).statusCode()).isEqualTo(200);
    assertThat(send(request("/login/")).body()).contains("Log in");
    assertThat(send(request("/shell/shell.css")).statusCode()).isEqualTo(200);
  }

  @Test
  void aBrowserIsSentToTheLoginAndBack() throws Exception {
    HttpResponse<String> answer = send(request("/alerts/").header("Accept", "text/html,*/*"));
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location").orElseThrow())
        .endsWith("/login/?to=%2Falerts%2F");
  }

  @Test
  void aTokenDoesWhatItsRoleMayAndNoMore() throws Exception {
    assertThat(with(Role.VIEWER, request("/api/v1/fields")).statusCode()).isEqualTo(200);
    assertThat(with(Role.VIEWER, request("/search/")).statusCode()).isEqualTo(200);
    assertThat(with(Role.VIEWER, request("/api/v1/changes/assess").POST(nothing())).statusCode())
        .isEqualTo(403);
    // Comes through to the route, which misses its body.
    assertThat(with(Role.OPERATOR, request("/api/v1/changes/assess").POST(nothing())).statusCode())
        .isNotIn(401, 403);
    HttpRequest.Builder erasure = request("/api/v1/users/" + "x".repeat(300)).DELETE();
    assertThat(with(Role.OPERATOR, erasure).statusCode()).isEqualTo(403);
    erasure = request("/api/v1/users/" + "x".repeat(300)).DELETE();
    assertThat(with(Role.ADMIN, erasure).statusCode()).isEqualTo(400);
    assertThat(with(Role.ADMIN, request("/api/v1/unknown")).statusCode()).isEqualTo(404);
  }

  @Test
  void tokensThatAreNobodysOrOldAreRefused() throws Exception {
    for (String header :
        List.of("Bearer " + Secret.random(), "Bearer " + expired, "Bearer", "Basic YTpi", "")) {
      assertThat(send(request("/api/v1/fields").header("Authorization", header)).statusCode())
          .as(header)
          .isEqualTo(401);
    }
  }

  @Test
  void aLogInGivesASessionThatScriptsCannotReadAndOtherSitesCannotUse() throws Exception {
    HttpResponse<String> login = login("the-operator", PASSWORD);
    assertThat(login.statusCode()).isEqualTo(200);
    assertThat(login.headers().allValues("Set-Cookie"))
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("__Host-logstream=")
                    .contains("HttpOnly", "Secure", "SameSite=Lax", "Path=/"));
    HttpResponse<String> me = send(request("/api/v1/me").header("Cookie", cookies(login)));
    assertThat(JSON.readTree(me.body()).path("role").asText()).isEqualTo("operator");
  }

  @Test
  void aChangeBySessionNeedsItsSecondSecret() throws Exception {
    HttpResponse<String> login = login("the-operator", PASSWORD);
    HttpRequest.Builder without =
        request("/api/v1/changes/assess").header("Cookie", cookies(login)).POST(nothing());
    assertThat(send(without).body()).contains("\"csrf\"");
    HttpRequest.Builder wrong =
        request("/api/v1/changes/assess")
            .header("Cookie", cookies(login))
            .header("X-CSRF-Token", csrf(login("the-operator", PASSWORD)))
            .POST(nothing());
    assertThat(send(wrong).statusCode()).isEqualTo(403);
    HttpRequest.Builder right =
        request("/api/v1/changes/assess")
            .header("Cookie", cookies(login))
            .header("X-CSRF-Token", csrf(login))
            .POST(nothing());
    assertThat(send(right).statusCode()).isNotIn(401, 403);
  }

  @Test
  void aLogOutEndsTheSessionHereToo() throws Exception {
    HttpResponse<String> login = login("the-viewer", PASSWORD);
    HttpRequest.Builder logout =
        request("/api/v1/logout")
            .header("Cookie", cookies(login))
            .header("X-CSRF-Token", csrf(login))
            .POST(nothing());
    assertThat(send(logout).statusCode()).isEqualTo(204);
    assertThat(send(request("/api/v1/me").header("Cookie", cookies(login))).statusCode())
        .isEqualTo(401);
  }

  @Test
  void guessesHaveToWaitAndSoDoRightPasswordsThen() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(login("clumsy", "a wrong password").statusCode()).isEqualTo(401);
    }
    HttpResponse<String> now = login("clumsy", PASSWORD);
    assertThat(now.statusCode()).isEqualTo(429);
    assertThat(now.headers().firstValue("Retry-After")).isPresent();
    assertThat(login("the-viewer", PASSWORD).statusCode()).isEqualTo(200);
  }

  @Test
  void aWebSocketNeedsCredentialsAndNoOtherSitesPage() {
    assertThat(status(Optional.empty(), Optional.empty())).isEqualTo(401);
    Optional<String> token = Optional.of(tokens.get(Role.VIEWER));
    assertThat(status(token, Optional.of("https://elsewhere.example"))).isEqualTo(403);
    assertThat(status(token, Optional.of("https://127.0.0.1:" + console.port()))).isEqualTo(101);
  }

  /** The status that a WebSocket to the live figures is answered with. */
  private int status(Optional<String> token, Optional<String> origin) {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    token.ifPresent(value -> builder.header("Authorization", "Bearer " + value));
    origin.ifPresent(value -> builder.header("Origin", value));
    try {
      builder
          .buildAsync(
              URI.create("wss://127.0.0.1:" + console.port() + "/api/v1/live"),
              new WebSocket.Listener() {})
          .join()
          .abort();
      return 101;
    } catch (CompletionException e) {
      return ((java.net.http.WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
    }
  }

  @Test
  void whoDoesNotKnowTheAuthorityTrustsNothingThatItSays() {
    assertThatThrownBy(
            () ->
                HttpClient.newHttpClient()
                    .send(request("/health").build(), HttpResponse.BodyHandlers.discarding()))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void itSpeaksNothingButHttps() {
    HttpRequest plain =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.port() + "/health"))
            .build();
    assertThatThrownBy(
            () -> HttpClient.newHttpClient().send(plain, HttpResponse.BodyHandlers.discarding()))
        .isInstanceOf(IOException.class);
  }
}
