package io.logstream.collector.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request with its whole body.
 *
 * @param path decoded, without the query
 * @param body as it came; unpacked once the endpoint has looked at it
 * @param tenant who sends it; empty where nobody asked
 * @param receivedNanos since the epoch
 */
public record HttpCall(
    HttpMethod method,
    String path,
    Map<String, List<String>> query,
    HttpHeaders headers,
    byte[] body,
    InetSocketAddress peer,
    String tenant,
    long receivedNanos) {

  HttpCall withTenant(String known) {
    return new HttpCall(method, path, query, headers, body, peer, known, receivedNanos);
  }

  HttpCall withBody(byte[] unpacked) {
    return unpacked == body
        ? this
        : new HttpCall(method, path, query, headers, unpacked, peer, tenant, receivedNanos);
  }

  /** The first value of a query parameter. */
  public Optional<String> parameter(String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** The media type without its parameters, in lower case; empty where none is stated. */
  public String mediaType() {
    String type = headers.get("content-type", "");
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(java.util.Locale.ROOT);
  }
}
