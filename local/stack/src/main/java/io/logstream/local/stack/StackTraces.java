package io.logstream.local.stack;

import java.util.List;

/** What a person needs of a remote stack trace: the last cause, and how it was reached. */
final class StackTraces {

  private static final int CAUSES = 3;

  private StackTraces() {}

  /** The innermost messages, innermost first. */
  static String causes(String trace) {
    List<String> messages =
        trace
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("\t"))
            .map(line -> line.replaceFirst("^Caused by: ", ""))
            .distinct()
            .toList();
    StringBuilder causes = new StringBuilder();
    for (int i = messages.size() - 1; i >= Math.max(0, messages.size() - CAUSES); i--) {
      causes.append(causes.isEmpty() ? "" : "\n  in: ").append(messages.get(i));
    }
    return causes.toString();
  }
}
