package io.logstream.local;

import io.logstream.local.payment.LedgerDatabase;
import io.logstream.local.stack.Member;
import io.logstream.local.stack.Server;
import io.logstream.local.stack.Setup;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import java.util.List;
import java.util.Optional;

/**
 * All that {@code logstream up} starts: the servers of the stack, and LogStream's own jobs and
 * processes on them. What is new is added here, with what it needs; order and parallel starts
 * follow from that.
 */
final class LocalSystem {

  /** That of the jobs that work out what lines mean, of which there are many. */
  private static final int ANALYSIS_PARALLELISM = 1;

  /** Divides the twelve partitions of what is keyed by user. */
  private static final int PAYMENT_PARALLELISM = 3;

  /** The database of the payment job. */
  static final String LEDGER = "ledger";

  private final Stack stack;

  private LocalSystem(Stack stack) {
    this.stack = stack;
  }

  /** The servers alone. */
  static Stack servers(StackOptions options) {
    return new Stack(options);
  }

  /** The servers, and what makes LogStream of them; of a region's folder, that region. */
  static Stack whole(StackOptions options) {
    Optional<Stack> region = LocalRegions.stackIn(options.folder());
    if (region.isPresent()) {
      return region.get();
    }
    Stack stack = new Stack(options);
    new LocalSystem(stack).addOwnMembers();
    return stack;
  }

  /** The whole system, and a shop to watch. */
  static Stack withDemo(StackOptions options) {
    Stack stack = new Stack(options);
    Server collector = new LocalSystem(stack).addOwnMembers();
    ShopServer shop = stack.add(new ShopServer(stack));
    stack.add(ShippingServer.in(stack, shop, collector));
    return stack;
  }

  /** Adds them; the collector is what the demo needs to know. */
  private Server addOwnMembers() {
    String brokers = stack.kafka().bootstrapServers();
    Setup topics = Pipeline.addTo(stack, LocalTopics.ALL, List.of());
    analysis("dependency", "DependencyJob", topics);
    Setup ledger =
        stack.add(
            new Setup(
                "ledger",
                stack.postgresql(),
                () -> LedgerDatabase.create(stack.postgresql(), LEDGER)));
    Pipeline.job(
        stack,
        "payment",
        "PaymentJob",
        PAYMENT_PARALLELISM,
        List.of(topics, ledger),
        "--brokers",
        brokers,
        "--ledger",
        stack.postgresql().jdbcUrl(LEDGER));
    analysis("live-metrics", "LiveMetricsJob", topics);
    analysis("change-impact", "ChangeImpactJob", topics);
    analysis("root-cause", "RootCauseJob", topics);
    analysis("threat", "ThreatJob", topics);
    stack.add(new ConsoleServer(stack, List.of()));
    stack.add(ExporterServer.in(stack));
    return stack.add(CollectorServer.in(stack, List.of(topics), ""));
  }

  private void analysis(String name, String simpleClass, Member topics) {
    String brokers = stack.kafka().bootstrapServers();
    Pipeline.job(
        stack, name, simpleClass, ANALYSIS_PARALLELISM, List.of(topics), "--brokers", brokers);
  }
}
