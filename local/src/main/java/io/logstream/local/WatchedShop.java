package io.logstream.local;

import io.logstream.local.stack.Member;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import java.util.Set;

/**
 * The demo shop and, of LogStream, what its lines pass on their way to the analyses: collector and
 * ingest job. For benchmarks that break the shop and watch one analysis.
 */
public final class WatchedShop implements AutoCloseable {

  private static final Set<String> MEMBERS = Set.of("collector", "ingest", "shop", "shipping");

  private final Stack stack;

  /** One that is not open yet. */
  public WatchedShop(StackOptions options) {
    stack = LocalSystem.withDemo(options);
  }

  /** Starts it, with all that it needs; returns once shoppers come. */
  public void open() {
    stack.start(stack.members().stream().filter(WatchedShop::isNeeded).toList());
  }

  private static boolean isNeeded(Member member) {
    return MEMBERS.contains(member.name());
  }

  /** The servers that it stands on. */
  public Stack stack() {
    return stack;
  }

  /** Takes orders while the shop is open. */
  public Shopkeeping keeper() {
    return ((ShopServer) stack.server("shop").orElseThrow()).keeper();
  }

  /** Ends it all, and forgets its data. */
  @Override
  public void close() {
    stack.delete();
  }
}
