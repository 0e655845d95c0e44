package io.logstream.local;

import io.logstream.collector.Collector;
import io.logstream.local.stack.JavaCommand;
import io.logstream.local.stack.JavaService;
import io.logstream.local.stack.JobMember;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.Member;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.Setup;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import java.net.URI;
import java.util.List;

/**
 * All that {@code logstream up} starts: the servers of the stack, and LogStream's own jobs and
 * processes on them. What is new is added here, with what it needs; order and parallel starts
 * follow from that.
 */
final class LocalSystem {

  /** A job's usual parallelism on one machine. */
  private static final int PARALLELISM = 2;

  private static final String LOOPBACK = "127.0.0.1:";
  private static final Port COLLECTOR_SYSLOG = new Port("syslog", 5514, 60);
  private static final Port COLLECTOR_HTTP = new Port("collector", 4318, 61);
  private static final Port COLLECTOR_ADMIN = new Port("collector-admin", 9464, 62);

  private final Stack stack;

  private LocalSystem(Stack stack) {
    this.stack = stack;
  }

  /** The servers alone. */
  static Stack servers(StackOptions options) {
    return new Stack(options);
  }

  static Stack whole(StackOptions options) {
    Stack stack = new Stack(options);
    new LocalSystem(stack).addOwnMembers();
    return stack;
  }

  private void addOwnMembers() {
    String brokers = stack.kafka().bootstrapServers();
    Setup topics =
        stack.add(
            new Setup("topics", stack.kafka(), () -> stack.kafka().createTopics(LocalTopics.ALL)));

    job("ingest", "IngestJob", List.of(topics), "--brokers", brokers);
    job(
        "index",
        "IndexJob",
        List.of(topics, stack.elasticsearch()),
        "--brokers",
        brokers,
        "--elasticsearch",
        stack.elasticsearch().uri().toString());
    stack.add(new ConsoleServer(stack));
    stack.add(new JavaService("collector", stack.folder(), collector(topics, brokers)));
  }

  private JavaService.Spec collector(Setup topics, String brokers) {
    Ports ports = stack.options().ports();
    int syslog = ports.of(COLLECTOR_SYSLOG);
    int http = ports.of(COLLECTOR_HTTP);
    int admin = ports.of(COLLECTOR_ADMIN);
    JavaCommand command =
        new JavaCommand(System.getProperty("java.class.path"), Collector.class.getName())
            .option("-Xmx384m")
            .arguments(List.of("--kafka", brokers))
            .arguments(List.of("--syslog-tcp", LOOPBACK + syslog))
            .arguments(List.of("--syslog-udp", LOOPBACK + syslog))
            .arguments(List.of("--http", LOOPBACK + http))
            .arguments(List.of("--admin", LOOPBACK + admin))
            .argument("--spool")
            .argument(stack.folder().folder("collector/spool"));
    return new JavaService.Spec(
        command,
        List.of(topics),
        List.of(syslog, http, admin),
        URI.create("http://" + LOOPBACK + admin + "/health"),
        "http://" + LOOPBACK + http + " syslog:" + syslog);
  }

  /**
   * @param name what the job calls itself on the cluster
   */
  private void job(
      String name, String simpleClass, List<? extends Member> needs, String... arguments) {
    stack.add(
        new JobMember(
            stack,
            name,
            Home.jobsJar(),
            JobSubmission.of("io.logstream.jobs." + simpleClass, PARALLELISM, arguments),
            needs));
  }
}
