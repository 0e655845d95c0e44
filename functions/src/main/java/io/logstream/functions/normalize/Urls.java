package io.logstream.functions.normalize;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;

/**
 * Takes {@code url.original} apart into scheme, user, domain, port, path, query, fragment and
 * extension, as far as it states them. It is what a client sent, so that it need not be valid:
 * nothing is decoded and nothing refused.
 */
final class Urls {

  private static final int LONGEST_EXTENSION = 8;

  private Urls() {}

  static void split(Event event) {
    String url = event.textOrNull(EcsField.URL_ORIGINAL);
    if (url == null) {
      return;
    }
    int position = 0;
    int scheme = url.indexOf("://");
    if (scheme > 0 && scheme < 12 && isScheme(url, scheme)) {
      setIfAbsent(event, EcsField.URL_SCHEME, url.substring(0, scheme));
      position = authority(event, url, scheme + 3);
    } else if (url.charAt(0) != '/' && url.charAt(0) != '*') {
      // "host:443", as CONNECT has it.
      int colon = url.lastIndexOf(':');
      if (colon > 0
          && colon + 1 < url.length()
          && url.indexOf('/') < 0
          && isPort(url, colon + 1, url.length())) {
        authority(event, url, 0);
        return;
      }
    }
    int end = url.length();
    int fragment = url.indexOf('#', position);
    if (fragment >= 0) {
      setIfAbsent(event, EcsField.URL_FRAGMENT, url.substring(fragment + 1));
      end = fragment;
    }
    int query = url.indexOf('?', position);
    if (query >= 0 && query < end) {
      setIfAbsent(event, EcsField.URL_QUERY, url.substring(query + 1, end));
      end = query;
    }
    String path = url.substring(position, end);
    setIfAbsent(event, EcsField.URL_PATH, path);
    int dot = path.lastIndexOf('.');
    if (dot > path.lastIndexOf('/') + 1 && path.length() - dot - 1 <= LONGEST_EXTENSION) {
      setIfAbsent(event, EcsField.URL_EXTENSION, path.substring(dot + 1));
    }
  }

  private static boolean isScheme(String url, int end) {
    for (int i = 0; i < end; i++) {
      char c = url.charAt(i);
      if (!(c >= 'a' && c <= 'z'
          || c >= 'A' && c <= 'Z'
          || i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPort(String url, int from, int to) {
    if (from >= to || to - from > 5) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (url.charAt(i) < '0' || url.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Reads {@code user:password@host:port} and gives the place behind it. */
  private static int authority(Event event, String url, int start) {
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    int host = start;
    int at = url.lastIndexOf('@', end - 1);
    if (at >= start) {
      int colon = url.indexOf(':', start);
      setIfAbsent(
          event,
          EcsField.URL_USERNAME,
          url.substring(start, colon >= 0 && colon < at ? colon : at));
      host = at + 1;
    }
    int port = url.lastIndexOf(':', end - 1);
    int hostEnd = end;
    if (port >= host && isPort(url, port + 1, end)) {
      if (!event.has(EcsField.URL_PORT)) {
        event.set(EcsField.URL_PORT, Long.parseLong(url, port + 1, end, 10));
      }
      hostEnd = port;
    }
    if (hostEnd - host > 2 && url.charAt(host) == '[' && url.charAt(hostEnd - 1) == ']') {
      host++;
      hostEnd--;
    }
    setIfAbsent(event, EcsField.URL_DOMAIN, url.substring(host, hostEnd));
    return end;
  }

  private static void setIfAbsent(Event event, EcsField field, String value) {
    if (!event.has(field)) {
      event.set(field, value);
    }
  }
}
