package io.logstream.local.stack.junit;

import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The one stack of a test run. It ends when the virtual machine ends. */
final class SharedStack {

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static Stack stack;

  private SharedStack() {}

  static synchronized Stack get() {
    if (stack == null) {
      Path target = Path.of("target").toAbsolutePath();
      LeftOvers.endIn(target);
      stack = new Stack(StackOptions.forTests(folder(target)));
      LeftOvers.note(stack.folder().root());
      Runtime.getRuntime().addShutdownHook(new Thread(SharedStack::end, "end-stack"));
    }
    return stack;
  }

  /** The logs stay, to be read after a failed test; data is of no use without its servers. */
  private static void end() {
    stack.kill();
    stack.deleteData();
  }

  static String unique(String prefix) {
    return prefix + "-" + NAMES.incrementAndGet();
  }

  private static Path folder(Path target) {
    try {
      return Files.createTempDirectory(Files.createDirectories(target), LeftOvers.PREFIX);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
