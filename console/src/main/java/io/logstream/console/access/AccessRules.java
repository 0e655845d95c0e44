package io.logstream.console.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which role a request needs: the one table of it. A request without a rule is refused, so a new
 * route of the API has its line here.
 */
public final class AccessRules {

  /** What a request needs. */
  public enum Need {
    /** Nothing: the log-in itself, and what tells whether the console is up. */
    NOTHING,
    VIEWER,
    OPERATOR,
    ADMIN;

    /** The role; empty where none is needed. */
    public Optional<Role> role() {
      return this == NOTHING ? Optional.empty() : Optional.of(Role.valueOf(name()));
    }
  }

  private record Rule(String method, Pattern path, Need need) {

    boolean matches(String givenMethod, String givenPath) {
      return method.equals(givenMethod) && path.matcher(givenPath).matches();
    }
  }

  /** {@code {x}} is one step of a path, {@code **} any number of them; the first match counts. */
  private static final List<Rule> RULES =
      new Table()
          .line(Need.NOTHING, "GET", "/health")
          .line(Need.NOTHING, "GET", "/login/**")
          .line(Need.NOTHING, "GET", "/shell/**")
          .line(Need.NOTHING, "POST", "/api/v1/login")
          .line(Need.VIEWER, "POST", "/api/v1/logout")
          .line(Need.VIEWER, "GET", "/api/v1/me")
          .line(Need.VIEWER, "GET", "/api/v1/openapi.yaml")
          .line(Need.VIEWER, "GET", "/api/v1/search")
          .line(Need.VIEWER, "GET", "/api/v1/histogram")
          .line(Need.VIEWER, "GET", "/api/v1/terms")
          .line(Need.VIEWER, "GET", "/api/v1/fields")
          .line(Need.VIEWER, "GET", "/api/v1/values")
          .line(Need.VIEWER, "GET", "/api/v1/context")
          .line(Need.VIEWER, "GET", "/api/v1/traces/{id}")
          .line(Need.VIEWER, "GET", "/api/v1/explain")
          .line(Need.VIEWER, "GET", "/api/v1/export")
          .line(Need.VIEWER, "GET", "/api/v1/indices")
          .line(Need.VIEWER, "GET", "/api/v1/saved-searches")
          .line(Need.OPERATOR, "PUT", "/api/v1/saved-searches/{name}")
          .line(Need.OPERATOR, "DELETE", "/api/v1/saved-searches/{name}")
          .line(Need.VIEWER, "GET", "/api/v1/tail")
          .line(Need.VIEWER, "GET", "/api/v1/live")
          .line(Need.VIEWER, "GET", "/api/v1/metrics/live")
          .line(Need.VIEWER, "GET", "/api/v1/dependencies")
          .line(Need.VIEWER, "GET", "/api/v1/dependencies/times")
          .line(Need.VIEWER, "GET", "/api/v1/dependencies/difference")
          .line(Need.VIEWER, "GET", "/api/v1/dependencies/events")
          .line(Need.VIEWER, "GET", "/api/v1/health")
          .line(Need.VIEWER, "GET", "/api/v1/changes")
          .line(Need.OPERATOR, "POST", "/api/v1/changes/assess")
          .line(Need.VIEWER, "GET", "/api/v1/incidents")
          .line(Need.VIEWER, "GET", "/api/v1/incidents/{id}")
          .line(Need.OPERATOR, "PUT", "/api/v1/incidents/{id}/feedback")
          .line(Need.VIEWER, "GET", "/api/v1/alerts")
          .line(Need.OPERATOR, "PUT", "/api/v1/alerts/{id}/feedback")
          .line(Need.VIEWER, "GET", "/api/v1/hosts/{ip}")
          .line(Need.VIEWER, "GET", "/api/v1/results")
          .line(Need.VIEWER, "GET", "/api/v1/users")
          .line(Need.VIEWER, "GET", "/api/v1/users/{user}")
          .line(Need.ADMIN, "DELETE", "/api/v1/users/{user}")
          .line(Need.VIEWER, "GET", "/api/v1/region")
          .line(Need.VIEWER, "GET", "/api/v1/regions")
          .line(Need.VIEWER, "GET", "/metrics")
          // The pages and what they load; they hold no data.
          .line(Need.VIEWER, "GET", "/")
          .line(Need.VIEWER, "GET", "/lib/{library}/{file}")
          .line(Need.VIEWER, "GET", "/(?!api/){page}/**")
          .lines;

  private AccessRules() {}

  /**
   * What a request needs; empty where nobody has said so.
   *
   * @param method HEAD counts as GET
   * @param path as it stands in the request line, without the query
   */
  public static Optional<Need> of(String method, String path) {
    String asked = method.equals("HEAD") ? "GET" : method;
    // The router takes a path with a slash at its end for the one without.
    String plain =
        path.startsWith("/api/") && path.endsWith("/") ? path.replaceFirst("/+$", "") : path;
    return RULES.stream().filter(rule -> rule.matches(asked, plain)).map(Rule::need).findFirst();
  }

  private static final class Table {

    private final List<Rule> lines = new ArrayList<>();

    Table line(Need need, String method, String path) {
      String pattern =
          path.replace(".", "\\.").replace("**", ".*").replaceAll("\\{[a-z]+\\}", "[^/]+");
      lines.add(new Rule(method, Pattern.compile(pattern), need));
      return this;
    }
  }
}
