package io.logstream.console.access;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The bearer tokens of programs: a file with a line {@code NAME ROLE SHA-256 EXPIRY} for each, the
 * expiry as {@code 2027-01-31T00:00:00Z}. The file has no token in it. It is read again when it has
 * changed.
 */
public final class Tokens {

  private record Token(Caller caller, Instant expiry) {}

  private final FileLines<Token> byDigest;
  private final InstantSource clock;

  /**
   * Reads the file.
   *
   * @throws IOException if it cannot be read or a line is not as said above, naming the line
   */
  public Tokens(Path file, InstantSource clock) throws IOException {
    this.clock = clock;
    byDigest =
        new FileLines<>(
            file,
            (words, entries) -> {
              if (words.length != 4 || !words[2].matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException(
                    "expected NAME ROLE SHA-256 EXPIRY, as \"logstream account token\" prints it");
              }
              entries.put(
                  words[2], new Token(new Caller(words[0], Role.named(words[1])), time(words[3])));
            });
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "expected a time such as 2027-01-31T00:00:00Z, found \"" + text + '"', e);
    }
  }

  /** Whose token it is; empty where it is nobody's, or its time is over. */
  Optional<Caller> with(String token) {
    return Optional.ofNullable(byDigest.entries().get(Secret.digest(token)))
        .filter(known -> clock.instant().isBefore(known.expiry()))
        .map(Token::caller);
  }

  /** A line of the file. */
  public static String line(String name, Role role, String token, Instant expiry) {
    return "%s %s %s %s".formatted(name, role, Secret.digest(token), expiry);
  }
}
