package io.logstream.functions.threat.intelligence;

/**
 * Something known to be malicious.
 *
 * @param type what it is
 * @param value in one spelling: lower case but for URLs, networks as {@code 192.0.2.0/24}
 * @param expires nanoseconds since the epoch from which it does not hold; {@link Long#MAX_VALUE}
 *     where it does not expire
 * @param source which list it is from
 */
public record Indicator(Type type, String value, long expires, String source) {

  /** What an indicator names. */
  public enum Type {
    IP,
    NETWORK,
    /** The name and all names under it. */
    DOMAIN,
    URL,
    HASH
  }
}
