package io.logstream.console;

/** A request that cannot be answered, as the client is told of it. */
public final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final int position;

  private ApiException(int status, String code, String message, int position) {
    super(message);
    this.status = status;
    this.code = code;
    this.position = position;
  }

  /** The request is at fault. */
  public static ApiException badRequest(String code, String message) {
    return new ApiException(400, code, message, -1);
  }

  /** The query is at fault, at a position. */
  public static ApiException badQuery(String message, int position) {
    return new ApiException(400, "query_syntax", message, position);
  }

  /** Nobody is let in with that. */
  public static ApiException unauthorized(String message) {
    return new ApiException(401, "login", message, -1);
  }

  /** There is no such thing. */
  public static ApiException notFound(String message) {
    return new ApiException(404, "not_found", message, -1);
  }

  /** Too much is asked at once. */
  public static ApiException tooMany(String message) {
    return new ApiException(429, "too_many_requests", message, -1);
  }

  /** A newer request of the same session took its place. */
  public static ApiException superseded() {
    return new ApiException(409, "superseded", "a newer request took its place", -1);
  }

  /** What answers requests is away. */
  public static ApiException unavailable(String message) {
    return new ApiException(503, "unavailable", message, -1);
  }

  /** It took too long. */
  public static ApiException timeout(String message) {
    return new ApiException(504, "timeout", message, -1);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** A word for programs. */
  public String code() {
    return code;
  }

  /** Where in the query, counted in characters from 0; -1 where it is not the query. */
  public int position() {
    return position;
  }
}
