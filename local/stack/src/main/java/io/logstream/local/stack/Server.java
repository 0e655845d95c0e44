package io.logstream.local.stack;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of the stack. It outlives the one that started it, writes to files of its own, and is
 * found again by what its {@code run/} file notes.
 *
 * <p>A subclass says what to run ({@link #prepare}), on which ports, and how to ask whether it
 * serves ({@link #probe}).
 */
public abstract class Server implements Member {

  /** Long, since the machine may be starting a dozen others at the same time. */
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  /** What a server needs to write its state down and leave; after that it is killed. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  /** For the processes of a killed one to end, which takes as long as a write that they are in. */
  private static final Duration DESCENDANTS_LIMIT = Duration.ofSeconds(10);

  private static final Duration BETWEEN_PROBES = Duration.ofMillis(100);
  private static final int LINES_OF_A_FAILURE = 25;

  private final String name;
  private final StackFolder folder;

  protected Server(String name, StackFolder folder) {
    this.name = name;
    this.folder = folder;
  }

  @Override
  public final String name() {
    return name;
  }

  protected final StackFolder folder() {
    return folder;
  }

  /** Its folder of data. */
  protected final Path home() {
    return folder.folder(name);
  }

  public final Path log() {
    return folder.log(name);
  }

  /** Where its standard output and error go; for most, nothing but what precedes the log. */
  protected Path output() {
    return folder.output(name);
  }

  @Override
  public List<? extends Member> needs() {
    return List.of();
  }

  /** The ports that it will listen on. */
  protected abstract List<Integer> ports();

  /** Writes its configuration and says how to start it. */
  protected abstract Launch prepare() throws IOException;

  /** Returns if the server serves; throws what is wrong if it does not, within two seconds. */
  protected abstract void probe() throws Exception;

  /**
   * For {@link #probe}: fails unless a GET is answered with a status below 300 within the limit.
   */
  protected static void requireOk(URI uri, Duration limit) throws IOException {
    Rest.requireOk(uri, limit);
  }

  /** The same by a client that knows the server's certificate. */
  protected static void requireOk(HttpClient http, URI uri, Duration limit) throws IOException {
    Rest.requireOk(http, uri, limit);
  }

  /** Starts the process unless it runs already, and returns when it serves. */
  @Override
  public final synchronized void start() {
    Optional<ProcessHandle> already = process();
    if (already.isPresent()) {
      resume();
      awaitReady(already.get());
      return;
    }
    requireFreePorts();
    ProcessHandle process = spawn();
    RecordedProcess.of(process).write(folder.run(name));
    try {
      awaitReady(process);
    } catch (RuntimeException e) {
      kill();
      throw e;
    }
  }

  /** Asks the process to end, and kills it where it does not. */
  @Override
  public final synchronized void stop() {
    process()
        .ifPresent(
            process -> {
              resume();
              process.destroy();
              if (!ended(process, STOP_LIMIT)) {
                process.destroyForcibly();
                requireEnded(process);
              }
            });
    forget();
  }

  /** Ends the process with SIGKILL: it has no time to write anything down. */
  public final synchronized void kill() {
    process()
        .ifPresent(
            process -> {
              List<ProcessHandle> descendants = process.descendants().toList();
              // It first, so that it starts no other.
              process.destroyForcibly();
              descendants.forEach(ProcessHandle::destroyForcibly);
              requireEnded(process);
              awaitEnd(descendants);
            });
    forget();
  }

  /**
   * What they hold, such as shared memory, must be free before the server starts again; one that is
   * dead and that nobody buries holds nothing, so the wait has an end.
   */
  private static void awaitEnd(List<ProcessHandle> descendants) {
    CompletableFuture.allOf(
            descendants.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, DESCENDANTS_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  /** Stops the process with SIGSTOP: it keeps its memory and connections and does nothing. */
  public final void pause() {
    signal("STOP");
  }

  /** Lets a paused process go on. */
  public final void resume() {
    signal("CONT");
  }

  public final void restart() {
    stop();
    start();
  }

  /** The running process. */
  public final Optional<ProcessHandle> process() {
    return RecordedProcess.read(folder.run(name)).flatMap(RecordedProcess::running);
  }

  /** Memory, age and state of the process; empty if it does not run. */
  public final Optional<ProcessFacts> facts() {
    return process().map(ProcessFacts::of);
  }

  @Override
  public final boolean isRunning() {
    return process().isPresent();
  }

  @Override
  public final Optional<String> whyNotReady() {
    if (!isRunning()) {
      return Optional.of("not running");
    }
    try {
      probe();
      return Optional.empty();
    } catch (Exception e) {
      return Optional.of(reason(e));
    }
  }

  /** Returns when the server serves; fails if that takes longer than the limit or it ended. */
  public final void awaitReady() {
    awaitReady(process().orElseThrow(() -> new StackException(name + " is not running")));
  }

  private void awaitReady(ProcessHandle process) {
    Instant limit = Instant.now().plus(START_LIMIT);
    while (true) {
      String reason;
      try {
        probe();
        return;
      } catch (Exception e) {
        reason = reason(e);
      }
      if (ended(process, BETWEEN_PROBES)) {
        throw new StackException("%s ended at its start. %s".formatted(name, lastWords()));
      }
      if (Instant.now().isAfter(limit)) {
        throw new StackException(
            "%s does not serve after %d s: %s. %s"
                .formatted(name, START_LIMIT.toSeconds(), reason, lastWords()));
      }
    }
  }

  private ProcessHandle spawn() {
    try {
      Launch launch = prepare();
      List<String> command = new ArrayList<>(Detached.PREFIX);
      command.addAll(launch.command());
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(launch.workingFolder().toFile())
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
      builder.environment().putAll(launch.environment());
      return builder.start().toHandle();
    } catch (IOException e) {
      throw new StackException("cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  private void requireFreePorts() {
    for (int port : ports()) {
      if (!Ports.isFree(port)) {
        throw new StackException(
            "%s needs port %d, which %s; choose another with --port or --port-base"
                .formatted(name, port, PortOwner.describe(port)));
      }
    }
  }

  private void signal(String signal) {
    process()
        .ifPresent(
            process -> {
              try {
                int outcome =
                    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor();
                if (outcome != 0) {
                  throw new StackException(
                      "cannot send %s to %s (process %d)".formatted(signal, name, process.pid()));
                }
              } catch (IOException e) {
                throw new StackException("cannot run kill: " + e.getMessage(), e);
              } catch (InterruptedException e) {
                throw Interrupted.whileWaitingFor(name, e);
              }
            });
  }

  private void requireEnded(ProcessHandle process) {
    if (!ended(process, STOP_LIMIT)) {
      throw new StackException(
          "%s (process %d) does not end, even when killed".formatted(name, process.pid()));
    }
  }

  private boolean ended(ProcessHandle process, Duration limit) {
    try {
      process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      throw Interrupted.whileWaitingFor(name, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void forget() {
    try {
      Files.deleteIfExists(folder.run(name));
    } catch (IOException e) {
      throw new StackException("cannot delete " + folder.run(name) + ": " + e, e);
    }
  }

  private String lastWords() {
    StringBuilder words = new StringBuilder();
    for (Path file : new LinkedHashSet<>(List.of(output(), log()))) {
      List<String> lines = Tail.of(file, LINES_OF_A_FAILURE);
      if (!lines.isEmpty()) {
        words.append("The end of ").append(file).append(":\n");
        lines.forEach(line -> words.append("  ").append(line).append('\n'));
      }
    }
    return words.isEmpty() ? "It wrote nothing." : words.toString().stripTrailing();
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
