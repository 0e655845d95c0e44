package io.logstream.local.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a Java process, run by the same Java as this one. */
public final class JavaCommand {

  private final List<String> options = new ArrayList<>();
  private final String classPath;
  private final String mainClass;
  private final List<String> arguments = new ArrayList<>();

  public JavaCommand(String classPath, String mainClass) {
    this.classPath = classPath;
    this.mainClass = mainClass;
    // A process out of memory is useless and must be seen to be gone.
    option("-XX:+ExitOnOutOfMemoryError");
    option("-Dfile.encoding=UTF-8");
  }

  /** The heap's size, first and last, as {@code -Xmx} takes it. */
  public JavaCommand heap(String size) {
    return option("-Xms" + size).option("-Xmx" + size);
  }

  public JavaCommand option(String option) {
    options.add(option);
    return this;
  }

  public JavaCommand options(List<String> more) {
    options.addAll(more);
    return this;
  }

  public JavaCommand property(String name, Object value) {
    return option("-D" + name + "=" + value);
  }

  public JavaCommand argument(Object argument) {
    arguments.add(argument.toString());
    return this;
  }

  public JavaCommand arguments(List<String> more) {
    arguments.addAll(more);
    return this;
  }

  /**
   * Sooner up and smaller, slower in the long run: for tests, which are over before that matters.
   */
  public JavaCommand quickStart() {
    return option("-XX:TieredStopAtLevel=1").option("-XX:+UseSerialGC").option("-Xshare:auto");
  }

  public List<String> toList() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(classPath);
    command.add(mainClass);
    command.addAll(arguments);
    return List.copyOf(command);
  }
}
