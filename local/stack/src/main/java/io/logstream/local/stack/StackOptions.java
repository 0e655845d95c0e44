package io.logstream.local.stack;

import java.nio.file.Path;

/**
 * How a stack is made up. Sizes are as {@code -Xmx} takes them.
 *
 * @param folder where it keeps its data, logs and notes
 * @param ports the ports of its processes
 * @param kafkaHeap heap of the broker; default 512m
 * @param searchHeap heap of each Elasticsearch node; default 512m
 * @param searchNodes Elasticsearch nodes, 1 to 9; default 1
 * @param jobManagerMemory whole memory of a JobManager; default as in {@code flink-conf}
 * @param taskManagerMemory whole memory of a TaskManager; default as in {@code flink-conf}
 * @param taskManagers TaskManagers, 1 to 9; default 1
 * @param taskSlots slots of each TaskManager; default as in {@code flink-conf}
 * @param quickStart virtual machines that start sooner and compile less; default false, true in
 *     tests
 */
public record StackOptions(
    Path folder,
    Ports ports,
    String kafkaHeap,
    String searchHeap,
    int searchNodes,
    String jobManagerMemory,
    String taskManagerMemory,
    int taskManagers,
    int taskSlots,
    boolean quickStart) {

  public StackOptions {
    requireBetween("Elasticsearch nodes", searchNodes, 1, 9);
    requireBetween("TaskManagers", taskManagers, 1, 9);
    requireBetween("task slots", taskSlots, 1, 256);
  }

  public static StackOptions in(Path folder) {
    return new StackOptions(
        folder, Ports.usual(), "512m", "512m", 1, "896m", "2560m", 1, 24, false);
  }

  /** Small and soon up, on ports that are free. */
  public static StackOptions forTests(Path folder) {
    return new StackOptions(folder, Ports.free(), "384m", "512m", 1, "768m", "1800m", 1, 16, true);
  }

  public StackOptions withPorts(Ports value) {
    return new StackOptions(
        folder,
        value,
        kafkaHeap,
        searchHeap,
        searchNodes,
        jobManagerMemory,
        taskManagerMemory,
        taskManagers,
        taskSlots,
        quickStart);
  }

  public StackOptions withSearchNodes(int value) {
    return new StackOptions(
        folder,
        ports,
        kafkaHeap,
        searchHeap,
        value,
        jobManagerMemory,
        taskManagerMemory,
        taskManagers,
        taskSlots,
        quickStart);
  }

  public StackOptions withTaskManagers(int value) {
    return new StackOptions(
        folder,
        ports,
        kafkaHeap,
        searchHeap,
        searchNodes,
        jobManagerMemory,
        taskManagerMemory,
        value,
        taskSlots,
        quickStart);
  }

  public StackOptions withMemory(
      String kafka, String search, String jobManager, String taskManager) {
    return new StackOptions(
        folder,
        ports,
        kafka,
        search,
        searchNodes,
        jobManager,
        taskManager,
        taskManagers,
        taskSlots,
        quickStart);
  }

  private static void requireBetween(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%d %s: expected %d to %d".formatted(value, what, least, most));
    }
  }
}
