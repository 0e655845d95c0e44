package io.logstream.cep.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.cep.pattern.IncidentPattern;
import java.util.UUID;

/**
 * A pattern and the text that it was read from. Partial matches live as long as the text stays the
 * same.
 *
 * @param identity the pattern's id with a digest of the text: what partial matches are kept under
 */
public record Definition(IncidentPattern pattern, String text, String identity) {

  /** The pattern of a text. */
  public static Definition of(IncidentPattern pattern, String text) {
    long digest = UUID.nameUUIDFromBytes(text.getBytes(UTF_8)).getMostSignificantBits();
    return new Definition(pattern, text, pattern.id() + '@' + Long.toHexString(digest));
  }

  /** Whether partial matches of the other are matches of this one too. */
  boolean isSame(Definition other) {
    return identity.equals(other.identity);
  }
}
