package io.logstream.collector;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options that the command line does not give: from the environment, else from a file. */
final class OptionDefaults implements IDefaultValueProvider {

  private static final String PREFIX = "LOGSTREAM_COLLECTOR_";
  private static final String CONFIG = "--config";

  private final Map<String, String> environment;
  private final Properties file = new Properties();

  /**
   * @throws UncheckedIOException if the file that the command line or the environment names cannot
   *     be read
   */
  OptionDefaults(Map<String, String> environment, String... args) {
    this.environment = environment;
    configFile(args).ifPresent(this::load);
  }

  /** Looked for before picocli reads the line: the other options' defaults are in it. */
  private Optional<String> configFile(String... args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals(CONFIG) && i + 1 < args.length) {
        return Optional.of(args[i + 1]);
      }
      if (args[i].startsWith(CONFIG + "=")) {
        return Optional.of(args[i].substring(CONFIG.length() + 1));
      }
    }
    return Optional.ofNullable(environment.get(variable("config")));
  }

  private void load(String path) {
    try (Reader reader = Files.newBufferedReader(Path.of(path))) {
      file.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("--config: cannot read " + path, e);
    }
  }

  @Override
  public String defaultValue(ArgSpec spec) {
    if (!(spec instanceof OptionSpec option)) {
      return null;
    }
    String name = option.longestName().substring(2);
    String fromEnvironment = environment.get(variable(name));
    return fromEnvironment != null ? fromEnvironment : file.getProperty(name);
  }

  private static String variable(String name) {
    return PREFIX + name.replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
