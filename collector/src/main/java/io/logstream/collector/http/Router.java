package io.logstream.collector.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds the endpoint of a request. A pattern's segment {@code *} stands for any one segment. */
public final class Router {

  private record Route(HttpMethod method, String[] segments) {}

  private final Map<Route, Endpoint> routes = new LinkedHashMap<>();

  /** Adds an endpoint. */
  public Router on(HttpMethod method, String pattern, Endpoint endpoint) {
    routes.put(new Route(method, segments(pattern)), endpoint);
    return this;
  }

  /** The answer of a request's endpoint, or why there is none. */
  public CompletionStage<HttpAnswer> dispatch(HttpCall call) throws BadRequestException {
    Optional<Endpoint> endpoint = find(call.method(), call.path());
    if (endpoint.isPresent()) {
      return endpoint.get().handle(call);
    }
    String allowed = allowed(call.path());
    return CompletableFuture.completedFuture(
        allowed.isEmpty()
            ? HttpAnswer.error(404, "nothing at " + call.path())
            : HttpAnswer.error(405, "%s: expected %s".formatted(call.path(), allowed)));
  }

  /** The endpoint of a method and path; of HEAD, that of GET. */
  private Optional<Endpoint> find(HttpMethod method, String path) {
    HttpMethod asked = method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
    String[] segments = segments(path);
    return routes.entrySet().stream()
        .filter(entry -> entry.getKey().method().equals(asked))
        .filter(entry -> matches(entry.getKey().segments(), segments))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The methods that a path has, such as {@code GET, POST}; empty where there is no such path. */
  private String allowed(String path) {
    String[] segments = segments(path);
    TreeSet<String> methods = new TreeSet<>();
    routes.forEach(
        (route, endpoint) -> {
          if (matches(route.segments(), segments)) {
            methods.add(route.method().name());
          }
        });
    return String.join(", ", methods);
  }

  private static boolean matches(String[] pattern, String[] path) {
    if (pattern.length != path.length) {
      return false;
    }
    for (int i = 0; i < pattern.length; i++) {
      if (!pattern[i].equals("*") && !pattern[i].equals(path[i])) {
        return false;
      }
    }
    return true;
  }

  private static String[] segments(String path) {
    String trimmed = path.startsWith("/") ? path.substring(1) : path;
    return trimmed.endsWith("/")
        ? trimmed.substring(0, trimmed.length() - 1).split("/", -1)
        : trimmed.split("/", -1);
  }
}
