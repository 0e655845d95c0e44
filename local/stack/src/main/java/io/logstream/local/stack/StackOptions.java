package io.logstream.local.stack;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * How a stack is made up.
 *
 * @param folder where it keeps its data, logs and notes
 * @param ports the ports of its processes
 * @param memory how much each process may use
 * @param searchNodes Elasticsearch nodes, 1 to 9; default 1
 * @param jobManagers JobManagers of the Flink cluster, 1 to 3; default 1. With more than one they
 *     elect a leader through ZooKeeper, and the others stand by
 * @param taskManagers TaskManagers, 1 to 9; default 1
 * @param taskSlots slots of each TaskManager; default 24, 16 in tests
 * @param quickStart virtual machines that start sooner and compile less; default false, true in
 *     tests
 * @param secure whether the servers speak TLS and ask who it is; default false
 */
public record StackOptions(
    Path folder,
    Ports ports,
    Memory memory,
    int searchNodes,
    int jobManagers,
    int taskManagers,
    int taskSlots,
    boolean quickStart,
    boolean secure) {

  /**
   * Sizes as {@code -Xmx} takes them.
   *
   * @param kafkaHeap heap of the broker; default 512m
   * @param searchHeap heap of each Elasticsearch node; default 512m
   * @param jobManager all memory of a JobManager; default 896m
   * @param taskManager all memory of a TaskManager; default 2688m
   */
  public record Memory(String kafkaHeap, String searchHeap, String jobManager, String taskManager) {

    public static final Memory USUAL = new Memory("512m", "512m", "896m", "2688m");
    public static final Memory OF_TESTS = new Memory("384m", "512m", "768m", "1928m");

    public Memory {
      for (String size : new String[] {kafkaHeap, searchHeap, jobManager, taskManager}) {
        if (!size.matches("[1-9][0-9]*[mg]")) {
          throw new IllegalArgumentException(
              "memory size \"%s\": expected a number with m or g, such as 512m".formatted(size));
        }
      }
    }
  }

  public StackOptions {
    requireBetween("Elasticsearch nodes", searchNodes, 1, 9);
    requireBetween("JobManagers", jobManagers, 1, 3);
    requireBetween("TaskManagers", taskManagers, 1, 9);
    requireBetween("task slots", taskSlots, 1, 256);
  }

  /** Whether the jobs go on when a JobManager dies. */
  boolean highAvailability() {
    return jobManagers > 1;
  }

  public static StackOptions in(Path folder) {
    return new StackOptions(folder, Ports.usual(), Memory.USUAL, 1, 1, 1, 24, false, false);
  }

  /** Small and soon up, on ports that are free. */
  public static StackOptions forTests(Path folder) {
    return in(folder)
        .with(
            changed -> {
              changed.ports = Ports.free();
              changed.memory = Memory.OF_TESTS;
              changed.taskSlots = 16;
              changed.quickStart = true;
            });
  }

  public StackOptions withFolder(Path value) {
    return with(changed -> changed.folder = value);
  }

  public StackOptions withPorts(Ports value) {
    return with(changed -> changed.ports = value);
  }

  public StackOptions withMemory(Memory value) {
    return with(changed -> changed.memory = value);
  }

  public StackOptions withSearchNodes(int value) {
    return with(changed -> changed.searchNodes = value);
  }

  public StackOptions withJobManagers(int value) {
    return with(changed -> changed.jobManagers = value);
  }

  public StackOptions withTaskManagers(int value) {
    return with(changed -> changed.taskManagers = value);
  }

  public StackOptions withTaskSlots(int value) {
    return with(changed -> changed.taskSlots = value);
  }

  public StackOptions withSecure(boolean value) {
    return with(changed -> changed.secure = value);
  }

  private StackOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** The options while some of them are changed. */
  private static final class Draft {

    private Path folder;
    private Ports ports;
    private Memory memory;
    private int searchNodes;
    private int jobManagers;
    private int taskManagers;
    private int taskSlots;
    private boolean quickStart;
    private boolean secure;

    Draft(StackOptions options) {
      folder = options.folder;
      ports = options.ports;
      memory = options.memory;
      searchNodes = options.searchNodes;
      jobManagers = options.jobManagers;
      taskManagers = options.taskManagers;
      taskSlots = options.taskSlots;
      quickStart = options.quickStart;
      secure = options.secure;
    }

    StackOptions options() {
      return new StackOptions(
          folder,
          ports,
          memory,
          searchNodes,
          jobManagers,
          taskManagers,
          taskSlots,
          quickStart,
          secure);
    }
  }

  private static void requireBetween(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%d %s: expected %d to %d".formatted(value, what, least, most));
    }
  }
}
