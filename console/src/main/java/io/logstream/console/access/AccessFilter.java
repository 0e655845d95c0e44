package io.logstream.console.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.console.access.AccessRules.Need;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Stands before everything that the console serves, pages, API, event streams and WebSockets alike:
 * a request comes through if the table of {@link AccessRules} knows it and who makes it has the
 * role. Whoever shows a session's cookie must also show, to change something, what only the
 * console's own pages can read.
 */
final class AccessFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  /** The attribute of a request with its {@link Caller}. */
  static final String CALLER = "logstream.caller";

  /** The header with the session's second secret. */
  static final String CSRF = "X-CSRF-Token";

  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final String BEARER = "Bearer ";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final transient Gate gate;

  AccessFilter(Gate gate) {
    this.gate = gate;
  }

  /** Why a request is not served. */
  private record Refusal(int status, String code, String message) {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    protect(response);
    Optional<Refusal> refusal = refusal(request);
    if (refusal.isEmpty()) {
      note(request);
      chain.doFilter(request, response);
    } else if (refusal.get().status() == 401 && isPage(request)) {
      response.sendRedirect("/login/?to=" + encoded(request.getRequestURI()));
    } else {
      refuse(request, response, refusal.get());
    }
  }

  private static void protect(HttpServletResponse response) {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader(
        "Content-Security-Policy", "frame-ancestors 'none'; object-src 'none'; base-uri 'self'");
  }

  private Optional<Refusal> refusal(HttpServletRequest request) {
    if (!isFromHere(request)) {
      return Optional.of(new Refusal(403, "origin", "the page that asks is not of this console"));
    }
    Optional<Need> need = AccessRules.of(request.getMethod(), request.getRequestURI());
    if (need.isPresent() && need.get() == Need.NOTHING) {
      return Optional.empty();
    }
    String authorization = request.getHeader("Authorization");
    return authorization == null ? bySession(request, need) : byToken(request, authorization, need);
  }

  private Optional<Refusal> byToken(
      HttpServletRequest request, String authorization, Optional<Need> need) {
    Optional<Caller> caller =
        authorization.startsWith(BEARER)
            ? gate.byToken(authorization.substring(BEARER.length()).strip())
            : Optional.empty();
    return caller.isEmpty()
        ? Optional.of(new Refusal(401, "token", "the token is nobody's, or its time is over"))
        : byRole(request, caller.get(), need);
  }

  private Optional<Refusal> bySession(HttpServletRequest request, Optional<Need> need) {
    Optional<Sessions.Session> session = sessionId(request).flatMap(gate::session);
    Optional<Caller> caller = session.flatMap(found -> gate.user(found.user()));
    if (caller.isEmpty()) {
      return Optional.of(new Refusal(401, "login", "log in, or show a token"));
    }
    if (!READING.contains(request.getMethod())
        && !Secret.equal(session.get().csrf(), header(request, CSRF))) {
      return Optional.of(
          new Refusal(403, "csrf", "expected the header " + CSRF + " of this session"));
    }
    return byRole(request, caller.get(), need);
  }

  private static Optional<Refusal> byRole(
      HttpServletRequest request, Caller caller, Optional<Need> need) {
    request.setAttribute(CALLER, caller);
    if (need.isEmpty()) {
      return Optional.of(new Refusal(404, "not_found", "there is nothing of that kind"));
    }
    return need.get()
        .role()
        .filter(role -> !caller.role().includes(role))
        .map(role -> new Refusal(403, "role", "that needs the role " + role));
  }

  /**
   * Whether it comes from a page of the console, or from a program: a browser says which page a
   * change or a WebSocket is asked for by.
   */
  private static boolean isFromHere(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return true;
    }
    try {
      return header(request, "Host").equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Optional<String> sessionId(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(gate.sessionCookie())) {
          return Optional.of(cookie.getValue());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isPage(HttpServletRequest request) {
    return READING.contains(request.getMethod())
        && !request.getRequestURI().startsWith("/api/")
        && header(request, "Accept").contains("text/html");
  }

  /** Writes down who changes something; what is only read is not. */
  private void note(HttpServletRequest request) {
    if (!READING.contains(request.getMethod())
        && request.getAttribute(CALLER) instanceof Caller caller) {
      gate.audit().changes(caller, request);
    }
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
      throws IOException {
    gate.audit()
        .refused(
            request.getAttribute(CALLER) instanceof Caller caller
                ? Optional.of(caller)
                : Optional.empty(),
            request,
            refusal.code());
    ObjectNode body = JSON.createObjectNode();
    body.putObject("error").put("code", refusal.code()).put("message", refusal.message());
    response.setStatus(refusal.status());
    if (refusal.status() == 401) {
      response.setHeader("WWW-Authenticate", "Bearer");
    }
    response.setContentType("application/json");
    response.getOutputStream().write(JSON.writeValueAsBytes(body));
  }

  private static String header(HttpServletRequest request, String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
