package io.logstream.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Questions to a server's HTTP interface that are answered in JSON. */
final class Rest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  private Rest() {}

  /** The answer to a GET; any status but 200 is an error. */
  static JsonNode get(URI uri) throws IOException {
    return get(HTTP, uri);
  }

  /** The same by another client. */
  static JsonNode get(HttpClient http, URI uri) throws IOException {
    return send(http, HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build());
  }

  /** The answer to a request; a status of 300 or more is an error that carries the answer. */
  static JsonNode send(HttpRequest request) throws IOException {
    return send(HTTP, request);
  }

  /** The same by another client. */
  static JsonNode send(HttpClient http, HttpRequest request) throws IOException {
    HttpResponse<String> response;
    try {
      response = http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw Interrupted.whileWaitingFor(request.uri().toString(), e);
    } catch (IOException e) {
      throw new IOException("%s does not answer: %s".formatted(request.uri(), e), e);
    }
    if (response.statusCode() >= 300) {
      throw new IOException(
          "%s %s answered %d: %s"
              .formatted(
                  request.method(),
                  request.uri(),
                  response.statusCode(),
                  explanation(response.body())));
    }
    return JSON.readTree(response.body().isBlank() ? "{}" : response.body());
  }

  /** Flink answers {"errors": [stack trace, …]}; what others answer is shown as it is. */
  private static String explanation(String body) {
    try {
      JsonNode errors = JSON.readTree(body).path("errors");
      return errors.isEmpty() ? body : StackTraces.causes(errors.path(errors.size() - 1).asText());
    } catch (IOException e) {
      return body;
    }
  }

  /** The body of what a GET is answered with. */
  static String text(URI uri) throws IOException {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (InterruptedException e) {
      throw Interrupted.whileWaitingFor(uri.toString(), e);
    }
  }

  /** Fails unless a GET is answered with a status below 300, whatever the answer is. */
  static void requireOk(URI uri, Duration limit) throws IOException {
    requireOk(HTTP, uri, limit);
  }

  /** The same by another client. */
  static void requireOk(HttpClient http, URI uri, Duration limit) throws IOException {
    try {
      int status =
          http.send(
                  HttpRequest.newBuilder(uri).timeout(limit).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      if (status >= 300) {
        throw new IOException(uri + " answered " + status);
      }
    } catch (InterruptedException e) {
      throw Interrupted.whileWaitingFor(uri.toString(), e);
    }
  }

  static byte[] json(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
