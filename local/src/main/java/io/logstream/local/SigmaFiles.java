package io.logstream.local;

import io.logstream.functions.threat.sigma.SigmaException;
import io.logstream.functions.threat.sigma.SigmaReader;
import io.logstream.functions.threat.sigma.SigmaRule;
import io.logstream.functions.threat.sigma.SigmaRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Sigma rules in files {@code *.yml} and {@code *.yaml}. */
final class SigmaFiles {

  private SigmaFiles() {}

  /**
   * The rules of files and of all files under folders. One that cannot be used is told of and left
   * out: a folder of rules has some for every kind of log.
   */
  static SigmaRules read(List<Path> paths, PrintWriter problems) throws IOException {
    List<SigmaRule> rules = new ArrayList<>();
    for (Path path : paths) {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(path)) {
        files = walk.filter(Files::isRegularFile).filter(SigmaFiles::isYaml).sorted().toList();
      }
      for (Path file : files) {
        try {
          rules.addAll(SigmaReader.read(Files.readString(file)));
        } catch (SigmaException e) {
          problems.println(file + ": " + e.getMessage());
        }
      }
    }
    return new SigmaRules(rules);
  }

  private static boolean isYaml(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".yml") || name.endsWith(".yaml");
  }
}
