package io.logstream.collector.http;

import io.logstream.functions.event.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a request is answered.
 *
 * @param type the media type of the body; empty where there is none
 */
public record HttpAnswer(int status, String type, byte[] body, Map<String, String> headers) {

  private static final String JSON = "application/json";

  /** A JSON body. */
  public static HttpAnswer json(int status, byte[] json) {
    return new HttpAnswer(status, JSON, json, Map.of());
  }

  /** A JSON body. */
  public static HttpAnswer json(int status, String json) {
    return json(status, json.getBytes(StandardCharsets.UTF_8));
  }

  /** A body of plain text. */
  public static HttpAnswer text(int status, String type, String text) {
    return new HttpAnswer(status, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** {@code {"error":"…"}}, saying what was expected. */
  public static HttpAnswer error(int status, String message) {
    return json(
        status,
        new JsonBytes(message.length() + 16)
            .ascii("{\"error\":")
            .string(message)
            .raw('}')
            .toByteArray());
  }

  /** Too much now; the sender comes again after so many seconds. */
  public static HttpAnswer later(int status, int seconds, String message) {
    HttpAnswer answer = error(status, message);
    return new HttpAnswer(
        answer.status(),
        answer.type(),
        answer.body(),
        Map.of("retry-after", String.valueOf(seconds)));
  }
}
