package io.logstream.collector.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who may send, by bearer tokens. The file has a line {@code TENANT SHA-256-OF-THE-TOKEN} for each
 * token, so that reading it gives nobody a token; {@code #} starts a comment. Read again when it
 * has changed.
 */
public final class Tenants {

  /** Nobody has to say who they are. */
  public static final Tenants ANYBODY = new Tenants(Optional.empty(), Map.of());

  private final Optional<Path> file;
  private volatile Map<String, String> byDigest;

  private Tenants(Optional<Path> file, Map<String, String> byDigest) {
    this.file = file;
    this.byDigest = byDigest;
  }

  /**
   * Reads a file of tokens.
   *
   * @throws IOException if it cannot be read or a line is not as said above, naming the line
   */
  public static Tenants of(Path file) throws IOException {
    return new Tenants(Optional.of(file), read(file));
  }

  private static Map<String, String> read(Path file) throws IOException {
    Map<String, String> tokens = new HashMap<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "").strip();
      if (line.isEmpty()) {
        continue;
      }
      String[] words = line.split("\\s+", -1);
      if (words.length != 2 || !words[1].matches("[0-9a-fA-F]{64}")) {
        throw new IOException(
            "%s, line %d: expected TENANT and the SHA-256 of a token in hex"
                .formatted(file, i + 1));
      }
      tokens.put(words[1].toLowerCase(Locale.ROOT), words[0]);
    }
    return Map.copyOf(tokens);
  }

  /** Reads the file again. What is in force stays where it cannot be read. */
  public void reload() throws IOException {
    if (file.isPresent()) {
      byDigest = read(file.get());
    }
  }

  /** The file of the tokens. */
  public Optional<Path> file() {
    return file;
  }

  /** Whether a sender has to have a token or a certificate. */
  public boolean areRequired() {
    return file.isPresent();
  }

  /** Whose token it is. Looked up by its digest: the time taken tells nothing about others. */
  public Optional<String> ofToken(String token) {
    return Optional.ofNullable(byDigest.get(digest(token)));
  }

  /** What stands in the file for a token. */
  public static String digest(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
