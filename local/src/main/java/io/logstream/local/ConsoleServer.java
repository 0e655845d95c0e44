package io.logstream.local;

import io.logstream.console.ConsoleMain;
import io.logstream.console.access.Role;
import io.logstream.console.access.Tokens;
import io.logstream.console.access.Users;
import io.logstream.local.stack.JavaCommand;
import io.logstream.local.stack.Launch;
import io.logstream.local.stack.Member;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Server;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackSecurity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** The console as a process of the stack: search, live tail, web pages. */
final class ConsoleServer extends Server {

  /** The secret with the token of the logstream command. */
  static final String TOKEN = "console-token";

  /** Counted from each start. */
  private static final Duration TOKEN_LASTS = Duration.ofDays(90);

  private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

  private final Stack stack;
  private final int port;
  private final List<String> more;
  private HttpClient http;

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
    return URI.create(stack.security().http() + "://127.0.0.1:" + port);
  }

  /** Where a person finds what to log in with; never the passwords themselves. */
  static String howToLogIn(Stack stack) {
    StackSecurity security = stack.security();
    return """
    Log in at https://127.0.0.1:%d as admin, operator or viewer. The passwords are in
      %s, …-operator, …-viewer
    The certificates are signed by
      %s
    The collector takes frames and HTTPS with the token in
      %s\
    """
        .formatted(
            stack.options().ports().of(Port.CONSOLE),
            security.secretFile("console-admin"),
            security.authority(),
            security.secretFile(StackSecurity.COLLECTOR_TOKEN));
  }

  @Override
  public String address() {
    return uri().toString();
  }

  private synchronized HttpClient http() {
    if (http == null) {
      http = stack.security().httpClient();
    }
    return http;
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
    if (stack.security().isOn()) {
      secure(command);
    }
    return new Launch(
        command.toList(), stack.security().environment(StackSecurity.KafkaUser.CONSOLE), home);
  }

  private void secure(JavaCommand command) {
    StackSecurity security = stack.security();
    StringBuilder users = new StringBuilder();
    for (Role role : Role.values()) {
      String line = Users.line(role.toString(), role, security.secret("console-" + role));
      users.append(line).append('\n');
    }
    Instant expiry = Instant.now().plus(TOKEN_LASTS).truncatedTo(ChronoUnit.SECONDS);
    String token = Tokens.line("logstream", Role.OPERATOR, security.secret(TOKEN), expiry);
    command
        .argument("--users")
        .argument(security.write("console-users", users.toString()))
        .argument("--tokens")
        .argument(security.write("console-tokens", token + '\n'))
        .argument("--tls-cert")
        .argument(security.certificate(name()))
        .argument("--tls-key")
        .argument(security.key(name()));
  }

  @Override
  protected void probe() throws IOException {
    requireOk(http(), uri().resolve("/health"), PROBE_LIMIT);
  }
}
