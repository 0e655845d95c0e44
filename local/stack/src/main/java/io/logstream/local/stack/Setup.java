package io.logstream.local.stack;

import java.util.List;
import java.util.Optional;

/**
 * A preparation in a server: done anew at each start of the stack, without effect where it is done.
 */
public final class Setup implements Member {

  private final String name;
  private final Server server;
  private final Runnable action;

  /**
   * @param server what it is done in
   * @param action may be repeated
   */
  public Setup(String name, Server server, Runnable action) {
    this.name = name;
    this.server = server;
    this.action = action;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Server> needs() {
    return List.of(server);
  }

  @Override
  public void start() {
    action.run();
  }

  /** What was prepared is data and stays. */
  @Override
  public void stop() {}

  @Override
  public boolean isRunning() {
    return false;
  }

  @Override
  public Optional<String> whyNotReady() {
    return server.whyNotReady();
  }

  @Override
  public String address() {
    return "";
  }
}
