package io.logstream.collector.ship;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The files that paths and glob patterns name now. Links are followed. */
final class Paths {

  private static final int DEEPEST = 16;

  private Paths() {}

  static Set<Path> matching(List<String> patterns) throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    for (String pattern : patterns) {
      Path absolute = Path.of(pattern).toAbsolutePath().normalize();
      if (!isGlob(pattern)) {
        if (Files.isRegularFile(absolute)) {
          files.add(absolute);
        }
      } else {
        glob(absolute, files);
      }
    }
    return files;
  }

  static boolean isGlob(String pattern) {
    return pattern.matches(".*[*?\\[{].*");
  }

  private static void glob(Path pattern, Set<Path> files) throws IOException {
    Path root = pattern.getRoot();
    int fixed = 0;
    while (fixed < pattern.getNameCount() && !isGlob(pattern.getName(fixed).toString())) {
      root = root.resolve(pattern.getName(fixed));
      fixed++;
    }
    if (!Files.isDirectory(root)) {
      return;
    }
    int depth = pattern.toString().contains("**") ? DEEPEST : pattern.getNameCount() - fixed;
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    Files.walkFileTree(
        root,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        depth,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && matcher.matches(file)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // Gone meanwhile, or not ours to read.
          }
        });
  }
}
