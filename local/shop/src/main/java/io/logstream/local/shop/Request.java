package io.logstream.local.shop;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * A request as a service sees it.
 *
 * @param client the client's address, from {@code X-Forwarded-For} where a proxy stands before
 * @param target path and query as sent
 */
record Request(String method, String target, String client, String userAgent, TraceContext trace) {

  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** The path with each segment that has a digit as {@code {id}}, as routers name theirs. */
  static String route(String path) {
    return path.replaceAll("/[^/]*\\d[^/]*", "/{id}");
  }

  /** The path's segment of that number, counted from 0; empty where it has fewer. */
  String segment(int index) {
    String[] segments = path().substring(1).split("/");
    return index < segments.length ? segments[index] : "";
  }

  /** The value of a query parameter; empty where it is absent. */
  String parameter(String name) {
    int query = target.indexOf('?');
    if (query >= 0) {
      for (String pair : target.substring(query + 1).split("&")) {
        if (pair.startsWith(name + "=")) {
          return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
        }
      }
    }
    return "";
  }
}
