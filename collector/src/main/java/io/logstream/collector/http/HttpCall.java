package io.logstream.collector.http;

import io.logstream.collector.outlet.Reservation;
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
 * @param memory what the body becomes is taken from it; the caller gives it back
 */
public record HttpCall(
    HttpMethod method,
    String path,
    Map<String, List<String>> query,
    HttpHeaders headers,
    byte[] body,
    InetSocketAddress peer,
    String tenant,
    long receivedNanos,
    Reservation memory) {

  /**
   * Takes memory for what the body becomes.
   *
   * @throws BadRequestException 413 if there never is so much, 429 if there is not now
   */
  void reserve(long bytes) throws BadRequestException {
    if (!memory.take(bytes)) {
      throw noRoom();
    }
  }

  /** Why there is no memory for what the body becomes. */
  BadRequestException noRoom() {
    return memory.isBeyondLimit()
        ? new BadRequestException(
            413,
            "body: expected at most %d bytes unpacked and with what its lines take, found more"
                .formatted(memory.limit()))
        : new BadRequestException(429, "no room now; come again");
  }

  HttpCall withTenant(String known) {
    return new HttpCall(method, path, query, headers, body, peer, known, receivedNanos, memory);
  }

  HttpCall withBody(byte[] unpacked) {
    return unpacked == body
        ? this
        : new HttpCall(method, path, query, headers, unpacked, peer, tenant, receivedNanos, memory);
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
