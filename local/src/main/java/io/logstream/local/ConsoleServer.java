package io.logstream.local;

import io.logstream.console.ConsoleMain;
import io.logstream.local.stack.JavaCommand;
import io.logstream.local.stack.Launch;
import io.logstream.local.stack.Member;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Server;
import io.logstream.local.stack.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The console as a process of the stack: search, live tail, web pages. */
final class ConsoleServer extends Server {

  private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

  private final Stack stack;
  private final int port;
  private final List<String> more;

  /**
   * @param more arguments of the console's
   */
  ConsoleServer(Stack stack, List<String> more) {
    super("console", stack.folder());
    this.stack = stack;
    this.port = stack.options().ports().of(Port.CONSOLE);
    this.more = List.copyOf(more);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public String address() {
    return uri().toString();
  }

  /** It comes up without the others and says so in its answers; started after them it is of use. */
  @Override
  public List<? extends Member> needs() {
    return Stream.concat(Stream.of(stack.kafka()), stack.elasticsearchNodes().stream()).toList();
  }

  @Override
  protected List<Integer> ports() {
    return List.of(port);
  }

  @Override
  protected Launch prepare() throws IOException {
    Path home = Files.createDirectories(home());
    // The command's own class path: the console is among what it sees.
    JavaCommand command =
        new JavaCommand(System.getProperty("java.class.path"), ConsoleMain.class.getName())
            .option("-Xmx256m")
            .quickStart()
            .argument("--port")
            .argument(port)
            .argument("--elasticsearch-nodes")
            .argument(stack.elasticsearchAddresses())
            .argument("--bootstrap-servers")
            .argument(stack.kafka().bootstrapServers())
            .arguments(more);
    return new Launch(command.toList(), home);
  }

  @Override
  protected void probe() throws IOException {
    requireOk(uri().resolve("/health"), PROBE_LIMIT);
  }
}
