package io.logstream.local.stack;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The servers that LogStream stands on, real ones, on this machine: Kafka, Flink, Elasticsearch,
 * PostgreSQL and Redis, each a process of its own that outlives this one. Others may be added.
 *
 * <pre>{@code
 * Stack stack = new Stack(StackOptions.in(Path.of("data")));
 * stack.start(List.of(stack.kafka(), stack.elasticsearch()));
 * }</pre>
 *
 * <p>Two stacks with one folder are the same stack: what one started, the other finds and may stop.
 */
public final class Stack {

  private final StackOptions options;
  private final StackFolder folder;
  private final StackSecurity security;
  private final KafkaServer kafka;
  private final List<ElasticsearchNode> elasticsearch;
  private final List<FlinkJobManager> jobManagers;
  private final List<FlinkTaskManager> taskManagers;
  private final FlinkSqlGateway sqlGateway;
  private final PostgresqlServer postgresql;
  private final RedisServer redis;
  private final Map<String, Member> members = new LinkedHashMap<>();

  public Stack(StackOptions options) {
    this.options = options;
    this.folder = new StackFolder(options.folder());
    this.security = new StackSecurity(options);
    security.useHere();
    this.kafka = add(new KafkaServer(folder, options));
    this.elasticsearch =
        numbers(options.searchNodes())
            .map(number -> add(new ElasticsearchNode(folder, options, number)))
            .toList();
    List<ZookeeperServer> electors =
        options.highAvailability() ? List.of(add(new ZookeeperServer(folder, options))) : List.of();
    FlinkSetup flink = new FlinkSetup(folder, options);
    this.jobManagers =
        numbers(options.jobManagers())
            .map(number -> add(new FlinkJobManager(folder, options, flink, electors, number)))
            .toList();
    this.taskManagers =
        numbers(options.taskManagers())
            .map(number -> add(new FlinkTaskManager(folder, options, flink, jobManagers, number)))
            .toList();
    this.sqlGateway = add(new FlinkSqlGateway(folder, options, flink, jobManagers));
    this.postgresql = add(new PostgresqlServer(folder, options));
    this.redis = add(new RedisServer(folder, options));
  }

  /** Takes in a member of one's own, which is then started and ended with the others. */
  public <M extends Member> M add(M member) {
    if (members.putIfAbsent(member.name(), member) != null) {
      throw new IllegalArgumentException("the stack has a member " + member.name() + " already");
    }
    return member;
  }

  public StackOptions options() {
    return options;
  }

  public StackFolder folder() {
    return folder;
  }

  /** The certificates and secrets, where it has them. */
  public StackSecurity security() {
    return security;
  }

  public KafkaServer kafka() {
    return kafka;
  }

  /** The first node; a cluster answers on each. */
  public ElasticsearchNode elasticsearch() {
    return elasticsearch.get(0);
  }

  public List<ElasticsearchNode> elasticsearchNodes() {
    return elasticsearch;
  }

  /**
   * Those of all Elasticsearch nodes, {@code http://a:9200,http://b:9201}, as clients take them.
   */
  public String elasticsearchAddresses() {
    return elasticsearch.stream()
        .map(ElasticsearchNode::uri)
        .map(URI::toString)
        .collect(Collectors.joining(","));
  }

  public List<FlinkJobManager> jobManagers() {
    return jobManagers;
  }

  /** The JobManager that leads now; empty while there is none. */
  public Optional<FlinkJobManager> leadingJobManager() {
    return jobManagers.stream().filter(FlinkJobManager::leads).findFirst();
  }

  public List<FlinkTaskManager> taskManagers() {
    return taskManagers;
  }

  /** The jobs of the Flink cluster. */
  public FlinkRest flink() {
    return new FlinkRest(jobManagers);
  }

  /**
   * The newest complete checkpoint of a job, by the files: what Flink's REST says of checkpoints is
   * seconds old.
   */
  public Optional<String> newestCheckpoint(String jobId) {
    return JobHistory.newestCheckpoint(folder, jobId);
  }

  /** Where SQL statements go. */
  public FlinkSqlGateway sqlGateway() {
    return sqlGateway;
  }

  public PostgresqlServer postgresql() {
    return postgresql;
  }

  public RedisServer redis() {
    return redis;
  }

  /** All members, in the order in which they were taken in. */
  public List<Member> members() {
    return List.copyOf(members.values());
  }

  /** The members that are processes. */
  public List<Server> servers() {
    return members().stream().filter(Server.class::isInstance).map(Server.class::cast).toList();
  }

  public Optional<Server> server(String name) {
    return servers().stream().filter(server -> server.name().equals(name)).findFirst();
  }

  public void start() {
    start(members());
  }

  public void start(Collection<? extends Member> wanted) {
    start(wanted, ready -> {});
  }

  /**
   * Starts these members and those that they need, of other stacks too, at the same time where none
   * waits for another, and returns when all are ready. If one fails, those that this call has
   * started are ended again.
   *
   * @param ready told of each member that has become ready, from several threads
   */
  public void start(Collection<? extends Member> wanted, Consumer<Member> ready) {
    security.prepare();
    Set<Member> all = new HashSet<>(wanted);
    wanted.forEach(member -> addNeeds(member, all));
    List<Member> before = all.stream().filter(Member::isRunning).toList();
    ExecutorService threads = Executors.newCachedThreadPool();
    Map<Member, CompletableFuture<Void>> starts = new HashMap<>();
    try {
      CompletableFuture<?>[] each =
          wanted.stream()
              .map(member -> start(member, starts, threads, ready))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(each).join();
    } catch (CompletionException e) {
      // Those still on their way up end first, so that none is started behind our back.
      starts.values().forEach(start -> start.handle((done, failure) -> null).join());
      StackException failure =
          e.getCause() instanceof StackException known
              ? known
              : new StackException("the stack did not start: " + e.getCause(), e.getCause());
      try {
        stop(starts.keySet().stream().filter(member -> !before.contains(member)).toList());
      } catch (StackException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    } finally {
      threads.shutdown();
    }
  }

  private static CompletableFuture<Void> start(
      Member member,
      Map<Member, CompletableFuture<Void>> starts,
      ExecutorService threads,
      Consumer<Member> ready) {
    CompletableFuture<Void> known = starts.get(member);
    if (known != null) {
      return known;
    }
    CompletableFuture<?>[] needed =
        member.needs().stream()
            .map(need -> start(need, starts, threads, ready))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture<Void> start =
        CompletableFuture.allOf(needed)
            .thenRunAsync(
                () -> {
                  member.start();
                  ready.accept(member);
                },
                threads);
    starts.put(member, start);
    return start;
  }

  /** Ends all members that run. */
  public void stop() {
    stop(members());
  }

  /**
   * Ends those of these that run: first what needs others, then these, a level at a time. What
   * cannot be ended in its orderly way is reported at the end and keeps nothing from being ended.
   */
  public void stop(Collection<? extends Member> unwanted) {
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    List<Member> left = new ArrayList<>(unwanted.stream().filter(Member::isRunning).toList());
    while (!left.isEmpty()) {
      Set<Member> needed = new HashSet<>();
      left.forEach(member -> addNeeds(member, needed));
      List<Member> free = left.stream().filter(member -> !needed.contains(member)).toList();
      free.parallelStream().forEach(member -> stop(member, failures));
      left.removeAll(free);
    }
    if (!failures.isEmpty()) {
      throw new StackException(String.join("\n", failures));
    }
  }

  /** Direct needs and those of these: a job needs the topics, and so it needs Kafka. */
  private static void addNeeds(Member member, Set<Member> needed) {
    for (Member need : member.needs()) {
      if (needed.add(need)) {
        addNeeds(need, needed);
      }
    }
  }

  private static void stop(Member member, Queue<String> failures) {
    try {
      member.stop();
    } catch (StackException e) {
      failures.add("%s did not end in order: %s".formatted(member.name(), e.getMessage()));
    }
  }

  /** Ends all processes with SIGKILL. */
  public void kill() {
    servers().parallelStream().forEach(Server::kill);
  }

  /** Kills all processes and deletes everything that they wrote, their logs too. */
  public void delete() {
    kill();
    folder.delete();
  }

  /** Deletes everything but the logs. No process may run. */
  public void deleteData() {
    folder.deleteAllBut("log");
  }

  /** The members that run. */
  public List<Member> running() {
    return members().stream().filter(Member::isRunning).toList();
  }

  private static Stream<Integer> numbers(int count) {
    return IntStream.rangeClosed(1, count).boxed();
  }
}
