package io.logstream.functions.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSecurityTest {

  @TempDir private Path folder;

  @AfterEach
  void forget() {
    System.clearProperty(KafkaSecurity.PROPERTY);
  }

  @Test
  void withoutAFileAClientHasItsOwnSettingsAlone() {
    assertThat(KafkaSecurity.with(Map.of("acks", "all"))).isEqualTo(Map.of("acks", "all"));
  }

  @Test
  void withAFileItHasThoseOfTheFileTooAndItsOwnGoFirst() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("kafka.properties"), "security.protocol=SASL_SSL\nclient.id=file\n");
    System.setProperty(KafkaSecurity.PROPERTY, file.toString());
    assertThat(KafkaSecurity.with(Map.of("client.id", "own")))
        .isEqualTo(Map.of("security.protocol", "SASL_SSL", "client.id", "own"));
    assertThat(KafkaSecurity.properties()).containsEntry("client.id", "file");
  }

  @Test
  void aFileThatIsNotThereIsAnErrorAndNotNoSecurity() {
    System.setProperty(KafkaSecurity.PROPERTY, folder.resolve("gone").toString());
    assertThatThrownBy(() -> KafkaSecurity.with(Map.of())).hasMessageContaining("gone");
  }
}
