package io.logstream.local.stack.junit;

import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Stacks of test runs that were killed before they could end their servers. Each notes who runs it;
 * the next run ends those whose owner is gone.
 */
final class LeftOvers {

  static final String PREFIX = "stack-";
  private static final String OWNER = "owner";

  private LeftOvers() {}

  static void note(Path folder) {
    try {
      Files.writeString(folder.resolve(OWNER), identity(ProcessHandle.current()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void endIn(Path target) {
    if (!Files.isDirectory(target)) {
      return;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(target, PREFIX + "*")) {
      for (Path folder : folders) {
        if (Files.isRegularFile(folder.resolve(OWNER)) && !ownerLives(folder)) {
          new Stack(StackOptions.in(folder).withSearchNodes(9).withTaskManagers(9)).delete();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean ownerLives(Path folder) throws IOException {
    String owner = Files.readString(folder.resolve(OWNER));
    long pid = Long.parseLong(owner.substring(0, owner.indexOf(' ')));
    return ProcessHandle.of(pid).map(LeftOvers::identity).filter(owner::equals).isPresent();
  }

  /** A process id is given again; with the time of its start it is unique. */
  private static String identity(ProcessHandle process) {
    return process.pid() + " " + process.info().startInstant().orElse(Instant.EPOCH);
  }
}
