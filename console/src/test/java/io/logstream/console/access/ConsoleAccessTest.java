package io.logstream.console.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsoleAccessTest {

  private static final Optional<Path> FILE = Optional.of(Path.of("file"));
  private static final Optional<Path> NONE = Optional.empty();

  @Test
  void onThisMachineItMayBeOpen() {
    assertThatCode(() -> ConsoleAccess.OPEN.requireFitFor("127.0.0.1")).doesNotThrowAnyException();
    assertThatCode(() -> ConsoleAccess.OPEN.requireFitFor("::1")).doesNotThrowAnyException();
  }

  @Test
  void toANetworkItIsNotOpenWithoutTlsAndLogin() {
    refused(ConsoleAccess.OPEN);
    refused(new ConsoleAccess(FILE, NONE, NONE, NONE, false));
    refused(new ConsoleAccess(NONE, NONE, FILE, FILE, false));
  }

  private static void refused(ConsoleAccess access) {
    assertThatThrownBy(() -> access.requireFitFor("0.0.0.0"))
        .hasMessageContaining("0.0.0.0 is open to a network");
  }

  @Test
  void withBothOrBehindAProxyItMayBe() {
    assertThatCode(() -> new ConsoleAccess(FILE, FILE, FILE, FILE, false).requireFitFor("0.0.0.0"))
        .doesNotThrowAnyException();
    assertThatCode(() -> new ConsoleAccess(NONE, NONE, NONE, NONE, true).requireFitFor("0.0.0.0"))
        .doesNotThrowAnyException();
  }

  @Test
  void halfOfSomethingIsRefused() {
    assertThatThrownBy(() -> new ConsoleAccess(NONE, NONE, FILE, NONE, false))
        .hasMessageContaining("a certificate needs its key");
    assertThatThrownBy(() -> new ConsoleAccess(NONE, FILE, NONE, NONE, false))
        .hasMessageContaining("tokens mean nothing");
  }
}
