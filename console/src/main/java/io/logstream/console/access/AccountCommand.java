package io.logstream.console.access;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code account}: makes the lines of the console's files of users and tokens. */
@Command(
    name = "account",
    mixinStandardHelpOptions = true,
    description = "Makes lines for the console's files of users and tokens.",
    subcommands = {AccountCommand.Password.class, AccountCommand.Token.class})
public final class AccountCommand {

  /** {@code account password}. */
  @Command(
      name = "password",
      mixinStandardHelpOptions = true,
      description = "Reads a password from standard input and prints the line of --users for it.")
  static final class Password implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The user's name.")
    private String name;

    @Parameters(paramLabel = "ROLE", description = "viewer, operator or admin.")
    private String role;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      spec.commandLine().getOut().println(Users.line(name, Role.named(role), password()));
      spec.commandLine().getOut().flush();
      return 0;
    }

    /** From a terminal without showing it; never from the command line, which everybody can see. */
    private static String password() throws IOException {
      if (System.console() != null) {
        return new String(System.console().readPassword("Password: "));
      }
      String line =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      if (line == null) {
        throw new IOException("expected a password on standard input");
      }
      return line;
    }
  }

  /** {@code account token}. */
  @Command(
      name = "token",
      mixinStandardHelpOptions = true,
      description =
          "Makes a token: prints it on standard output, where it is seen this once, and the line of"
              + " --tokens for it on standard error.")
  static final class Token implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The program's name.")
    private String name;

    @Parameters(paramLabel = "ROLE", description = "viewer, operator or admin.")
    private String role;

    @Option(
        names = "--days",
        defaultValue = "90",
        description = "How long it is good for. Default: ${DEFAULT-VALUE}.")
    private int days;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      String token = Secret.random();
      Instant expiry = Instant.now().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
      spec.commandLine().getErr().println(Tokens.line(name, Role.named(role), token, expiry));
      spec.commandLine().getErr().flush();
      spec.commandLine().getOut().println(token);
      spec.commandLine().getOut().flush();
      return 0;
    }
  }
}
