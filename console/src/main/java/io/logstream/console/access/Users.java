package io.logstream.console.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Who may log in: a file with a line {@code NAME ROLE HASH} for each user, the password hashed with
 * bcrypt, so that reading the file gives nobody a password. It is read again when it has changed: a
 * user who is taken out of it is out at the next request.
 */
public final class Users {

  /** Passwords longer than this would be cut off by bcrypt without a word. */
  public static final int LONGEST_PASSWORD_BYTES = 72;

  private static final String NAME = "[A-Za-z0-9._@-]{1,64}";

  /** Some hundred milliseconds of a processor, for us and for whoever guesses. */
  private static final PasswordEncoder BCRYPT = new BCryptPasswordEncoder(12);

  /** What the password of a user who is not there is held against: the time tells nothing. */
  private static final String OF_NOBODY = BCRYPT.encode("nobody's");

  private record User(Role role, String hash) {}

  private final FileLines<User> users;

  /**
   * Reads the file.
   *
   * @throws IOException if it cannot be read or a line is not as said above, naming the line
   */
  public Users(Path file) throws IOException {
    users =
        new FileLines<>(
            file,
            (words, entries) -> {
              if (words.length != 3 || !words[0].matches(NAME) || !words[2].startsWith("$2")) {
                throw new IllegalArgumentException(
                    "expected NAME ROLE HASH, the hash by \"logstream account password\"");
              }
              entries.put(words[0], new User(Role.named(words[1]), words[2]));
            });
  }

  /** The user of that name and password; empty where there is none. */
  Optional<Caller> with(String name, String password) {
    User user = users.entries().get(name);
    boolean matches =
        password.getBytes(UTF_8).length <= LONGEST_PASSWORD_BYTES
            && BCRYPT.matches(password, user == null ? OF_NOBODY : user.hash());
    return matches && user != null ? Optional.of(new Caller(name, user.role())) : Optional.empty();
  }

  /** The user of that name as the file has it now. */
  Optional<Caller> named(String name) {
    return Optional.ofNullable(users.entries().get(name))
        .map(user -> new Caller(name, user.role()));
  }

  /**
   * A line of the file.
   *
   * @throws IllegalArgumentException if the name or the password cannot be one
   */
  public static String line(String name, Role role, String password) {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException("name: expected letters, digits and . _ @ -");
    }
    int length = password.getBytes(UTF_8).length;
    if (length < 12 || length > LONGEST_PASSWORD_BYTES) {
      throw new IllegalArgumentException(
          "password: expected 12 to %d bytes".formatted(LONGEST_PASSWORD_BYTES));
    }
    return "%s %s %s".formatted(name, role, BCRYPT.encode(password));
  }
}
