package io.logstream.local.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.resilience.GuardState;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Stack;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/**
 * The breaker of each subtask of a job, as the TaskManager shows them to Prometheus.
 *
 * @param transitions changes of state of all of them
 */
record BreakerFigures(List<GuardState> states, long transitions) {

  private static final String OPERATOR = "flink_taskmanager_job_task_operator_";

  /** The guard of that name, as Prometheus writes it. */
  static BreakerFigures ofGuard(Stack stack, String job, String guard) throws IOException {
    return of(stack, job, "guard_state", "guard_transitions", "guard=\"" + guard + "\"");
  }

  /** The one before the nodes of Elasticsearch. */
  static BreakerFigures ofIndexSink(Stack stack, String job) throws IOException {
    return of(stack, job, "breakerState", "breakerTransitions", "");
  }

  private static BreakerFigures of(
      Stack stack, String job, String state, String transitions, String label) throws IOException {
    List<String> page = page(stack);
    Predicate<String> ours = line -> isOf(line, job) && line.contains(label);
    return new BreakerFigures(
        values(page, state, ours).mapToObj(value -> GuardState.values()[(int) value]).toList(),
        (long) values(page, transitions, ours).sum());
  }

  /** Lines that a job's sources have yet to read. */
  static long behind(Stack stack, String job) throws IOException {
    return (long) values(page(stack), "pendingRecords", line -> isOf(line, job)).sum();
  }

  /** Lines of a job that became events. */
  static long events(Stack stack, String job) throws IOException {
    return (long) values(page(stack), "events", line -> isOf(line, job)).sum();
  }

  private static boolean isOf(String line, String job) {
    return line.contains("job_id=\"" + job + "\"");
  }

  private static DoubleStream values(List<String> page, String metric, Predicate<String> wanted) {
    return page.stream()
        .filter(line -> line.startsWith(OPERATOR + metric + "{"))
        .filter(wanted)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
  }

  private static List<String> page(Stack stack) throws IOException {
    int port = stack.options().ports().of(Port.FLINK_TASKMANAGER_METRICS);
    try (var in = URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }

  /** Whether one is in that state: a subtask without data has nothing to fail with. */
  boolean isOne(GuardState state) {
    return states.contains(state);
  }

  boolean areAll(GuardState state) {
    return !states.isEmpty() && states.stream().allMatch(state::equals);
  }
}
