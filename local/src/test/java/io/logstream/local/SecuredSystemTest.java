package io.logstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecuredSystemTest {

  @TempDir private Path folder;

  /** A stack has the clients of its process log in. */
  @AfterEach
  void forget() {
    System.clearProperty("logstream.kafka.properties");
    System.clearProperty("org.postgresql.pgpassfile");
  }

  @Test
  void itIsDescribedBeforeAnyCertificateOrSecretIsMade() {
    Stack stack = LocalSystem.withDemo(StackOptions.in(folder).withSecure(true));
    assertThat(stack.security().isOn()).isTrue();
    assertThat(Files.exists(folder.resolve("security"))).isFalse();
    assertThat(stack.server("console").orElseThrow().address()).startsWith("https://");
  }
}
