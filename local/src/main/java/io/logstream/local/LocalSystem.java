package io.logstream.local;

import io.logstream.local.payment.LedgerDatabase;
import io.logstream.local.stack.JobMember;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.Member;
import io.logstream.local.stack.Server;
import io.logstream.local.stack.Setup;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that {@code logstream up} starts: the servers of the stack, and LogStream's own jobs and
 * processes on them. What is new is added here, with what it needs; order and parallel starts
 * follow from that.
 */
final class LocalSystem {

  /** A job's usual parallelism on one machine. */
  private static final int PARALLELISM = 2;

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

  /** The servers, and what makes LogStream of them. */
  static Stack whole(StackOptions options) {
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
    Setup topics = stack.add(new Setup("topics", stack.kafka(), this::prepareKafka));

    job("ingest", "IngestJob", PARALLELISM, List.of(topics), "--brokers", brokers);
    job(
        "index",
        "IndexJob",
        PARALLELISM,
        Stream.concat(Stream.of(topics), stack.elasticsearchNodes().stream()).toList(),
        "--brokers",
        brokers,
        "--elasticsearch",
        stack.elasticsearchAddresses());
    analysis("dependency", "DependencyJob", topics);
    Setup ledger =
        stack.add(
            new Setup(
                "ledger",
                stack.postgresql(),
                () -> LedgerDatabase.create(stack.postgresql(), LEDGER)));
    stack.add(
        new JobMember(
            stack,
            "payment",
            Home.jobsJar(),
            JobSubmission.of(
                "io.logstream.jobs.PaymentJob",
                PAYMENT_PARALLELISM,
                "--brokers",
                brokers,
                "--ledger",
                stack.postgresql().jdbcUrl(LEDGER)),
            List.of(topics, ledger)));
    analysis("live-metrics", "LiveMetricsJob", topics);
    analysis("change-impact", "ChangeImpactJob", topics);
    analysis("root-cause", "RootCauseJob", topics);
    analysis("threat", "ThreatJob", topics);
    stack.add(new ConsoleServer(stack));
    stack.add(ExporterServer.in(stack));
    return stack.add(CollectorServer.in(stack, List.of(topics)));
  }

  private void prepareKafka() {
    stack.kafka().createTopics(LocalTopics.ALL);
    if (stack.security().isOn()) {
      LocalRights.grant(stack.kafka());
    }
  }

  /**
   * @param name what the job calls itself on the cluster
   */
  private void job(
      String name,
      String simpleClass,
      int parallelism,
      List<? extends Member> needs,
      String... arguments) {
    stack.add(
        new JobMember(
            stack,
            name,
            Home.jobsJar(),
            JobSubmission.of("io.logstream.jobs." + simpleClass, parallelism, arguments),
            needs));
  }

  private void analysis(String name, String simpleClass, Member topics) {
    String brokers = stack.kafka().bootstrapServers();
    job(name, simpleClass, ANALYSIS_PARALLELISM, List.of(topics), "--brokers", brokers);
  }
}
