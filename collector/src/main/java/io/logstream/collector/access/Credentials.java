package io.logstream.collector.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** The token in an {@code Authorization} header, in the ways that log shippers send it. */
public final class Credentials {

  private Credentials() {}

  /**
   * {@code Bearer T}, {@code Splunk T}, {@code ApiKey T}, or {@code Basic} with the token as the
   * password.
   */
  public static Optional<String> token(String authorization) {
    int blank = authorization.indexOf(' ');
    if (blank < 0) {
      return Optional.empty();
    }
    String rest = authorization.substring(blank + 1).strip();
    return switch (authorization.substring(0, blank).toLowerCase(Locale.ROOT)) {
      case "bearer", "splunk", "apikey" -> Optional.of(rest);
      case "basic" -> password(rest);
      default -> Optional.empty();
    };
  }

  private static Optional<String> password(String base64) {
    try {
      String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
