package io.logstream.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import io.logstream.console.ApiException;
import io.logstream.console.ApiModule;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.servlet.FilterHolder;

/**
 * The console's gate: the filter before everything it serves, and {@code POST /api/v1/login},
 * {@code POST /api/v1/logout} and {@code GET /api/v1/me}.
 */
public final class Gate implements ApiModule {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Wrong passwords without a wait: of one user, and from one address, which many may share. */
  private static final int FREE_FOR_USER = 5;

  private static final int FREE_FOR_ADDRESS = 50;

  /** Passwords looked at at the same time: a hash is a tenth of a second of a processor. */
  private final Semaphore atOnce = new Semaphore(2);

  private final Audit audit;
  private final Users users;
  private final Tokens tokens;
  private final Sessions sessions;
  private final LoginThrottle perUser;
  private final LoginThrottle perAddress;
  private final boolean isEncrypted;

  /**
   * A gate.
   *
   * @param tokens without any, nobody has one
   * @param access says whether browsers reach it by HTTPS alone, so that cookies may say so, and
   *     whether all come by the address of one proxy
   */
  public Gate(Users users, Optional<Tokens> tokens, ConsoleAccess access, InstantSource clock) {
    this.users = users;
    this.tokens = tokens.orElse(null);
    this.isEncrypted = access.certificate().isPresent() || access.isBehindProxy();
    audit = new Audit(System.out, clock);
    sessions = new Sessions(clock);
    perUser = new LoginThrottle(FREE_FOR_USER, clock);
    perAddress =
        new LoginThrottle(access.isBehindProxy() ? Integer.MAX_VALUE : FREE_FOR_ADDRESS, clock);
  }

  @Override
  public void register(JavalinConfig config) {
    Filter filter = new AccessFilter(this);
    config.jetty.modifyServletContextHandler(
        handler -> {
          FilterHolder holder = new FilterHolder(filter);
          holder.setAsyncSupported(true);
          handler.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        });
    config.router.mount(
        routes ->
            routes
                .post("/api/v1/login", this::login)
                .post("/api/v1/logout", this::logout)
                .get("/api/v1/me", Gate::me));
  }

  /** The name of the cookie with the session's id. */
  String sessionCookie() {
    // A browser takes the prefix only over HTTPS, for this host and for all paths.
    return isEncrypted ? "__Host-logstream" : "logstream";
  }

  /** The name of the cookie that pages read and send back in {@link AccessFilter#CSRF}. */
  private String csrfCookie() {
    return isEncrypted ? "__Host-logstream-csrf" : "logstream-csrf";
  }

  Audit audit() {
    return audit;
  }

  Optional<Caller> byToken(String token) {
    return tokens == null ? Optional.empty() : tokens.with(token);
  }

  Optional<Sessions.Session> session(String id) {
    return sessions.find(id);
  }

  /** The user of a session as the file has it now, not as it was at the log-in. */
  Optional<Caller> user(String name) {
    return users.named(name);
  }

  private void login(Context context) {
    JsonNode body = body(context);
    String name = body.path("user").asText("");
    String password = body.path("password").asText("");
    String address = context.ip();
    Duration wait = longer(perUser.wait(name), perAddress.wait(address));
    if (!wait.isZero()) {
      audit.notLoggedIn(name, address, "throttled");
      context.header("Retry-After", Long.toString(wait.toSeconds() + 1));
      throw ApiException.tooMany(
          "too many wrong passwords; try again in %d s".formatted(wait.toSeconds() + 1));
    }
    Optional<Caller> user = check(name, password);
    if (user.isEmpty()) {
      perUser.failed(name);
      perAddress.failed(address);
      audit.notLoggedIn(name, address, "no such user, or another password");
      throw ApiException.unauthorized("no such user, or another password");
    }
    perUser.succeeded(name);
    Sessions.Opened opened = sessions.open(name);
    context.cookie(cookie(sessionCookie(), opened.id(), true));
    context.cookie(cookie(csrfCookie(), opened.session().csrf(), false));
    audit.loggedIn(user.get(), address);
    context.json(describe(user.get()));
  }

  private static JsonNode body(Context context) {
    try {
      return JSON.readTree(context.bodyAsBytes());
    } catch (IOException e) {
      throw ApiException.badRequest("body", "expected {\"user\":…,\"password\":…}");
    }
  }

  private Optional<Caller> check(String name, String password) {
    if (!atOnce.tryAcquire()) {
      throw ApiException.tooMany("others are logging in; try again");
    }
    try {
      return users.with(name, password);
    } finally {
      atOnce.release();
    }
  }

  private void logout(Context context) {
    String id = context.cookie(sessionCookie());
    if (id != null) {
      sessions.end(id);
    }
    context.cookie(expired(sessionCookie()));
    context.cookie(expired(csrfCookie()));
    context.status(204);
  }

  private static void me(Context context) {
    context.json(describe(context.attribute(AccessFilter.CALLER)));
  }

  private static ObjectNode describe(Caller caller) {
    return JSON.createObjectNode().put("user", caller.name()).put("role", caller.role().toString());
  }

  private Cookie cookie(String name, String value, boolean isHttpOnly) {
    Cookie cookie = new Cookie(name, value);
    cookie.setPath("/");
    cookie.setHttpOnly(isHttpOnly);
    cookie.setSecure(isEncrypted);
    // Lax, not strict: who follows a link in an alert's mail is still logged in.
    cookie.setSameSite(SameSite.LAX);
    cookie.setMaxAge((int) Sessions.LONGEST.toSeconds());
    return cookie;
  }

  private Cookie expired(String name) {
    Cookie cookie = cookie(name, "", true);
    cookie.setMaxAge(0);
    return cookie;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  @Override
  public void close() {}
}
