package io.logstream.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class CollectorOptionsTest {

  private static CollectorOptions parse(Map<String, String> environment, String... args) {
    CommandLine command =
        new CommandLine(CollectorOptions.class)
            .setDefaultValueProvider(new OptionDefaults(environment, args))
            .setCaseInsensitiveEnumValuesAllowed(true);
    command.parseArgs(args);
    return command.getCommand();
  }

  @Test
  void defaults() {
    CollectorOptions options = parse(Map.of());
    assertThat(options.kafka()).isEqualTo("127.0.0.1:9092");
    assertThat(options.syslogTcp()).isEqualTo("127.0.0.1:5514");
    assertThat(options.maxLine()).isEqualTo(512 << 10);
    assertThat(options.spoolMax()).isEqualTo(4L << 30);
    assertThat(options.config()).isEmpty();
  }

  @Test
  void commandLineGoesBeforeTheEnvironmentAndThatBeforeTheFile(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("collector.properties");
    Files.writeString(file, "linger=1\nbatch=2\nlanes=3\n");
    CollectorOptions options =
        parse(
            Map.of("LOGSTREAM_COLLECTOR_BATCH", "20", "LOGSTREAM_COLLECTOR_LANES", "30"),
            "--config=" + file,
            "--lanes",
            "300");
    assertThat(options.lingerMillis()).isEqualTo(1);
    assertThat(options.batchBytes()).isEqualTo(20);
    assertThat(options.lanes()).isEqualTo(300);
  }

  @Test
  void guardsOptionsAreKeysAndValues() {
    assertThat(parse(Map.of(), "--guard", "open-ms=7", "--guard", "probes=2").guard())
        .containsEntry("open-ms", "7")
        .containsEntry("probes", "2");
  }

  @Test
  void everyOptionSaysWhatItIsAndItsDefault() {
    List<OptionSpec> options = CollectorOptions.commandLine().getCommandSpec().options();
    assertThat(options).hasSizeGreaterThan(15);
    assertThat(options)
        .filteredOn(option -> !option.usageHelp() && !option.versionHelp())
        .filteredOn(option -> !List.of("--guard", "--config").contains(option.longestName()))
        .allSatisfy(
            option -> {
              assertThat(String.join(" ", option.description())).contains("Default");
              assertThat(option.paramLabel()).isNotEmpty();
            });
  }

  @Test
  void wrongValueNamesTheOption() {
    assertThatThrownBy(() -> parse(Map.of(), "--max-line", "many"))
        .hasMessageContaining("--max-line")
        .hasMessageContaining("many");
  }
}
