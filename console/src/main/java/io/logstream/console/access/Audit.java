package io.logstream.console.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Who logged in, who changed what, and who was refused: a line of JSON each, in the fields of the
 * Elastic Common Schema, on the console's standard output. What is only read is not written down;
 * nor is any secret.
 */
final class Audit {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_NAME = 64;

  private final PrintStream out;
  private final InstantSource clock;

  Audit(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  /** Somebody has logged in. */
  void loggedIn(Caller caller, String address) {
    ObjectNode line = line("login", "success", address);
    user(line, caller);
    write(line);
  }

  /**
   * Somebody wanted to log in and could not.
   *
   * @param name as it was typed
   */
  void notLoggedIn(String name, String address, String reason) {
    ObjectNode line = line("login", "failure", address);
    line.put("event.reason", reason);
    // People type passwords in the place of names: what cannot be a name is not written down.
    if (name.length() <= LONGEST_NAME && name.matches("[A-Za-z0-9._@-]+")) {
      line.put("user.name", name);
    }
    write(line);
  }

  /** Somebody who may changes something. */
  void changes(Caller caller, HttpServletRequest request) {
    ObjectNode line = line("change", "success", request.getRemoteAddr());
    user(line, caller);
    write(of(line, request));
  }

  /** A request is refused. */
  void refused(Optional<Caller> caller, HttpServletRequest request, String reason) {
    ObjectNode line = line("request", "failure", request.getRemoteAddr());
    line.put("event.reason", reason);
    caller.ifPresent(known -> user(line, known));
    write(of(line, request));
  }

  private ObjectNode line(String action, String outcome, String address) {
    return JSON.createObjectNode()
        .put("@timestamp", clock.instant().toString())
        .put("event.dataset", "logstream.audit")
        .put("event.action", action)
        .put("event.outcome", outcome)
        .put("source.ip", address);
  }

  private static void user(ObjectNode line, Caller caller) {
    line.put("user.name", caller.name()).put("user.roles", caller.role().toString());
  }

  private static ObjectNode of(ObjectNode line, HttpServletRequest request) {
    return line.put("http.request.method", request.getMethod())
        .put("url.path", request.getRequestURI());
  }

  private void write(ObjectNode line) {
    out.println(line);
    out.flush();
  }
}
