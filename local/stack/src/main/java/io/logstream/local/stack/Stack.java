package io.logstream.local.stack;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * The servers that LogStream stands on, real ones, on this machine: Kafka, Flink, Elasticsearch,
 * PostgreSQL and Redis, each a process of its own that outlives this one.
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
  private final KafkaServer kafka;
  private final List<ElasticsearchNode> elasticsearch;
  private final FlinkJobManager jobManager;
  private final List<FlinkTaskManager> taskManagers;
  private final PostgresqlServer postgresql;
  private final RedisServer redis;
  private final Map<String, Server> servers = new LinkedHashMap<>();

  public Stack(StackOptions options) {
    this.options = options;
    this.folder = new StackFolder(options.folder());
    this.kafka = add(new KafkaServer(folder, options));
    this.elasticsearch =
        numbers(options.searchNodes())
            .map(number -> add(new ElasticsearchNode(folder, options, number)))
            .toList();
    FlinkSetup flink = new FlinkSetup(folder, options);
    this.jobManager = add(new FlinkJobManager(folder, options, flink));
    this.taskManagers =
        numbers(options.taskManagers())
            .map(number -> add(new FlinkTaskManager(folder, options, flink, jobManager, number)))
            .toList();
    this.postgresql = add(new PostgresqlServer(folder, options));
    this.redis = add(new RedisServer(folder, options));
  }

  private static java.util.stream.Stream<Integer> numbers(int count) {
    return IntStream.rangeClosed(1, count).boxed();
  }

  /** Takes in a process of one's own, which is then started and ended with the others. */
  public <S extends Server> S add(S server) {
    if (servers.putIfAbsent(server.name(), server) != null) {
      throw new IllegalArgumentException("the stack has a server " + server.name() + " already");
    }
    return server;
  }

  public StackOptions options() {
    return options;
  }

  public StackFolder folder() {
    return folder;
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

  public FlinkJobManager jobManager() {
    return jobManager;
  }

  public List<FlinkTaskManager> taskManagers() {
    return taskManagers;
  }

  /** Jobs of the Flink cluster. */
  public FlinkRest flink() {
    return new FlinkRest(List.of(jobManager.rest()));
  }

  public PostgresqlServer postgresql() {
    return postgresql;
  }

  public RedisServer redis() {
    return redis;
  }

  /** All servers, in the order in which they were taken in. */
  public List<Server> servers() {
    return List.copyOf(servers.values());
  }

  public Optional<Server> server(String name) {
    return Optional.ofNullable(servers.get(name));
  }

  public void start() {
    start(servers());
  }

  /**
   * Starts these servers and those that they need, at the same time where none waits for another,
   * and returns when all serve. If one fails, those that this call has started are ended again.
   */
  public void start(Collection<? extends Server> wanted) {
    Set<Server> before = new HashSet<>(servers().stream().filter(Server::isRunning).toList());
    ExecutorService threads = Executors.newCachedThreadPool();
    Map<Server, CompletableFuture<Void>> starts = new HashMap<>();
    try {
      CompletableFuture<?>[] all =
          wanted.stream()
              .map(server -> start(server, starts, threads))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(all).join();
    } catch (CompletionException e) {
      // Those still on their way up end first, so that none is started behind our back.
      starts.values().forEach(start -> start.handle((done, failure) -> null).join());
      starts.keySet().stream().filter(server -> !before.contains(server)).forEach(Server::stop);
      throw e.getCause() instanceof StackException failure
          ? failure
          : new StackException("the stack did not start: " + e.getCause(), e.getCause());
    } finally {
      threads.shutdown();
    }
  }

  private static CompletableFuture<Void> start(
      Server server, Map<Server, CompletableFuture<Void>> starts, ExecutorService threads) {
    CompletableFuture<Void> known = starts.get(server);
    if (known != null) {
      return known;
    }
    CompletableFuture<?>[] needed =
        server.needs().stream()
            .map(need -> start(need, starts, threads))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture<Void> start =
        CompletableFuture.allOf(needed).thenRunAsync(server::start, threads);
    starts.put(server, start);
    return start;
  }

  /** Ends all servers that run: first those that need others, then these, a level at a time. */
  public void stop() {
    List<Server> left = new ArrayList<>(servers().stream().filter(Server::isRunning).toList());
    while (!left.isEmpty()) {
      Set<Server> needed = new HashSet<>();
      left.forEach(server -> needed.addAll(server.needs()));
      List<Server> free = left.stream().filter(server -> !needed.contains(server)).toList();
      free.parallelStream().forEach(Server::stop);
      left.removeAll(free);
    }
  }

  /** Ends all servers and deletes everything that they wrote, their logs too. */
  public void delete() {
    kill();
    folder.delete();
  }

  /** Deletes everything but the logs. No server may run. */
  public void deleteData() {
    folder.deleteAllBut("log");
  }

  /** Ends all servers with SIGKILL. */
  public void kill() {
    List<Server> running =
        servers().stream()
            .filter(Server::isRunning)
            .sorted(Comparator.comparing(Server::name))
            .toList();
    running.parallelStream().forEach(Server::kill);
  }
}
