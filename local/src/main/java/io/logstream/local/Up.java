package io.logstream.local;

import io.logstream.local.stack.Member;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackException;
import io.logstream.local.stack.StackOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code logstream up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the whole system on this machine: Kafka, Flink, Elasticsearch, PostgreSQL, Redis,"
          + " and LogStream's jobs and processes on them.",
      "What runs already stays as it is. Everything listens on 127.0.0.1 only and goes on running"
          + " after the command: see \"logstream status\", end it with \"logstream down\"."
    })
final class Up extends StackCommand {

  /** Of each region: two of everything on one machine. */
  private static final StackOptions.Memory LEAN = StackOptions.Memory.OF_TESTS;

  @Option(
      names = "--search-nodes",
      paramLabel = "N",
      description = "Elasticsearch nodes. Default: 1.")
  private Integer searchNodes;

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      description = "Flink TaskManagers. Default: 1.")
  private Integer taskManagers;

  @Option(
      names = "--high-availability",
      negatable = true,
      description =
          "Two JobManagers that elect a leader through ZooKeeper, and a spare TaskManager: jobs go"
              + " on when any one of them dies. Default: no.")
  private Boolean highAvailability;

  @Option(
      names = "--secure",
      negatable = true,
      description =
          "TLS and authentication for Kafka, Flink, PostgreSQL, Redis, the collector and the"
              + " console, with certificates and secrets made at the first start; see"
              + " docs/security.md. Default: no.")
  private Boolean secure;

  @Option(
      names = "--port-base",
      paramLabel = "PORT",
      description = "Use the hundred ports from here on instead of the usual ones of each server.")
  private Integer portBase;

  @Option(
      names = "--port",
      paramLabel = "NAME=PORT",
      description =
          "One port of its own: kafka, flink, elasticsearch, postgresql, redis and others as"
              + " \"logstream status\" shows them.")
  private Map<String, Integer> ports = Map.of();

  @Option(
      names = "--memory",
      paramLabel = "NAME=SIZE",
      description =
          "Memory of a process: kafka (heap, 512m), search (heap, 512m), jobmanager (896m),"
              + " taskmanager (2688m).")
  private Map<String, String> memory = Map.of();

  @Option(
      names = "--servers-only",
      description = "Only the servers, without LogStream's jobs and processes.")
  private boolean serversOnly;

  @Option(
      names = "--regions",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "2: two regions that replicate each other, east and west, each with what takes lines in"
              + " and finds them, and a router before them. Default: ${DEFAULT-VALUE}.")
  private int regions;

  @Option(names = "--no-demo", description = "Without the demo shop.")
  private boolean noDemo;

  @Override
  int run() {
    if (regions < 1 || regions > 2) {
      throw new IllegalArgumentException("--regions %d: expected 1 or 2".formatted(regions));
    }
    notes().exclusively(this::start);
    return OK;
  }

  private void start() {
    Optional<LocalRegions> known = LocalRegions.in(data());
    if (regions == 2 || known.isPresent()) {
      startRegions(known);
      return;
    }
    Optional<StackOptions> last = notes().options();
    StackOptions options = options(last.orElse(StackOptions.in(data())));
    last.filter(before -> !before.ports().equals(options.ports()))
        .filter(before -> !LocalSystem.servers(before).running().isEmpty())
        .ifPresent(
            before -> {
              throw new StackException(
                  "the stack in %s runs on other ports; end it first: logstream down"
                      .formatted(data()));
            });
    last.filter(before -> before.secure() != options.secure())
        .ifPresent(
            before -> {
              throw new StackException(
                  ("the data in %s was made %s --secure: logstream down --delete-data, or take"
                          + " another folder with --data")
                      .formatted(data(), before.secure() ? "with" : "without"));
            });
    notes().write(options);
    Stack stack = wanted(options);
    Instant begin = Instant.now();
    stack.start(stack.members(), member -> report(member, begin));
    out().println();
    new StatusTable(stack.members()).print(out());
    if (options.secure() && !serversOnly) {
      out().println();
      out().println(ConsoleServer.howToLogIn(stack));
      out().flush();
    }
  }

  /** Those of the last start keep their ports and sizes: each is known to the other. */
  private void startRegions(Optional<LocalRegions> known) {
    if (Boolean.TRUE.equals(secure)) {
      throw new StackException("regions run without --secure: start one region with it");
    }
    LocalRegions wanted =
        known.orElseGet(() -> LocalRegions.of(options(StackOptions.in(data()).withMemory(LEAN))));
    wanted.write();
    Instant begin = Instant.now();
    wanted.start(member -> report(member, begin));
    for (RegionSystem region : wanted.all()) {
      out().printf("%nregion %s%n", region.name());
      new StatusTable(region.members()).print(out());
    }
    out().printf("%nrouter: %s%n", wanted.router());
    out().flush();
  }

  private Stack wanted(StackOptions options) {
    if (serversOnly) {
      return LocalSystem.servers(options);
    }
    return noDemo ? LocalSystem.whole(options) : LocalSystem.withDemo(options);
  }

  /** What the last start had, changed by what is given now. */
  private StackOptions options(StackOptions options) {
    StackOptions changed = options;
    if (searchNodes != null) {
      changed = changed.withSearchNodes(searchNodes);
    }
    if (highAvailability != null) {
      changed =
          highAvailability
              ? changed.withJobManagers(2).withTaskManagers(Math.max(2, changed.taskManagers()))
              : changed.withJobManagers(1);
    }
    if (taskManagers != null) {
      changed = changed.withTaskManagers(taskManagers);
    }
    if (secure != null) {
      changed = changed.withSecure(secure);
    }
    if (portBase != null) {
      changed = changed.withPorts(Ports.from(portBase));
    }
    for (Map.Entry<String, Integer> port : ports.entrySet()) {
      changed = changed.withPorts(changed.ports().with(port.getKey(), port.getValue()));
    }
    StackOptions.Memory sizes = changed.memory();
    return memory.isEmpty()
        ? changed
        : changed.withMemory(
            new StackOptions.Memory(
                memory.getOrDefault("kafka", sizes.kafkaHeap()),
                memory.getOrDefault("search", sizes.searchHeap()),
                memory.getOrDefault("jobmanager", sizes.jobManager()),
                memory.getOrDefault("taskmanager", sizes.taskManager())));
  }

  private synchronized void report(Member member, Instant begin) {
    err()
        .printf(
            "%-18s ready after %.1f s%n",
            member.name(), Duration.between(begin, Instant.now()).toMillis() / 1000.0);
    err().flush();
  }
}
