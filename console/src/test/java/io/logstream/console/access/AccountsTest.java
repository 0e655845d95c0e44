package io.logstream.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {

  private static final String PASSWORD = "correct horse battery";

  @TempDir private Path folder;

  private final ManualClock clock = new ManualClock();

  private Path file(String... lines) throws IOException {
    return Files.writeString(folder.resolve("accounts"), String.join("\n", lines));
  }

  /** Writes it again with another time, however coarse the file system's clock is. */
  private void change(Path file, String text) throws IOException {
    FileTime before = Files.getLastModifiedTime(file);
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 2_000));
  }

  @Test
  void aUserIsKnownByNameAndPassword() throws IOException {
    Users users = new Users(file("# who", Users.line("alice", Role.OPERATOR, PASSWORD)));
    assertThat(users.with("alice", PASSWORD)).contains(new Caller("alice", Role.OPERATOR));
    assertThat(users.with("alice", PASSWORD + "x")).isEmpty();
    assertThat(users.with("bob", PASSWORD)).isEmpty();
    assertThat(users.with("alice", "")).isEmpty();
    assertThat(users.with("alice", "x".repeat(1_000))).isEmpty();
  }

  @Test
  void theFileHasNoPassword() {
    assertThat(Users.line("alice", Role.VIEWER, PASSWORD)).doesNotContain(PASSWORD);
  }

  @Test
  void shortPasswordsAndThoseThatWouldBeCutOffAreRefused() {
    assertThatThrownBy(() -> Users.line("alice", Role.VIEWER, "short"))
        .hasMessageContaining("12 to 72 bytes");
    assertThatThrownBy(() -> Users.line("alice", Role.VIEWER, "x".repeat(73)))
        .hasMessageContaining("12 to 72 bytes");
  }

  @Test
  void aUserTakenOutOfTheFileIsOut() throws IOException {
    Path file = file(Users.line("alice", Role.VIEWER, PASSWORD));
    Users users = new Users(file);
    assertThat(users.named("alice")).isPresent();
    change(file, "");
    assertThat(users.named("alice")).isEmpty();
  }

  @Test
  void aFileThatIsNoLongerGoodLeavesTheOldInForce() throws IOException {
    Path file = file(Users.line("alice", Role.VIEWER, PASSWORD));
    Users users = new Users(file);
    change(file, "alice emperor $2");
    assertThat(users.named("alice")).contains(new Caller("alice", Role.VIEWER));
  }

  @Test
  void aLineThatIsNoneIsNamed() {
    assertThatThrownBy(() -> new Users(file("", "alice viewer")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2: expected NAME ROLE HASH");
    assertThatThrownBy(() -> new Tokens(file("ci viewer abc 2027-01-31T00:00:00Z"), clock))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 1: expected NAME ROLE SHA-256 EXPIRY");
  }

  @Test
  void aTokenIsKnownUntilItsTimeIsOver() throws IOException {
    String token = Secret.random();
    String line = Tokens.line("ci", Role.VIEWER, token, clock.instant().plus(Duration.ofDays(1)));
    assertThat(line).doesNotContain(token);
    Tokens tokens = new Tokens(file(line), clock);
    assertThat(tokens.with(token)).contains(new Caller("ci", Role.VIEWER));
    assertThat(tokens.with(token + "x")).isEmpty();
    clock.pass(Duration.ofDays(1));
    assertThat(tokens.with(token)).isEmpty();
  }
}
