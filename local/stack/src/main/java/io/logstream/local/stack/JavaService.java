package io.logstream.local.stack;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Java process of our own, described rather than programmed. Its log is its standard output. */
public final class JavaService extends Server {

  private final Spec spec;

  /**
   * What to run.
   *
   * @param command the command line
   * @param needs what must be ready before
   * @param ports the TCP ports that it opens; it serves once it listens on all
   * @param health answers 200 to GET once it serves; null where listening is enough
   * @param address what a person opens
   * @param environment variables besides those of this process
   */
  public record Spec(
      JavaCommand command,
      List<? extends Member> needs,
      List<Integer> ports,
      URI health,
      String address,
      Map<String, String> environment) {

    public Spec {
      needs = List.copyOf(needs);
      ports = List.copyOf(ports);
      environment = Map.copyOf(environment);
    }

    public Spec(
        JavaCommand command,
        List<? extends Member> needs,
        List<Integer> ports,
        URI health,
        String address) {
      this(command, needs, ports, health, address, Map.of());
    }
  }

  public JavaService(String name, StackFolder folder, Spec spec) {
    super(name, folder);
    this.spec = spec;
  }

  @Override
  public List<? extends Member> needs() {
    return spec.needs();
  }

  @Override
  public String address() {
    return spec.address();
  }

  @Override
  protected Path output() {
    return log();
  }

  @Override
  protected List<Integer> ports() {
    return spec.ports();
  }

  @Override
  protected Launch prepare() {
    return new Launch(spec.command().toList(), spec.environment(), home());
  }

  @Override
  protected void probe() throws Exception {
    for (int port : spec.ports()) {
      Sockets.requireListening(port);
    }
    if (spec.health() != null) {
      requireOk(spec.health(), Duration.ofSeconds(2));
    }
  }
}
