package io.logstream.console;

import io.logstream.console.access.ConsoleAccess;
import io.logstream.functions.search.ElasticsearchConnection;
import java.time.Duration;
import java.util.List;

/**
 * The console's options.
 *
 * @param host the address that it listens on; default 127.0.0.1
 * @param port the port; 0 for any that is free
 * @param elasticsearch the index
 * @param bootstrapServers the Kafka brokers, with what the index has not: lines as they come,
 *     results, figures
 * @param searchTimeout after which a search gives what it has, or an error
 * @param searchesAtOnce more are refused with 429
 * @param largestPage hits in one page
 * @param largestExport lines in one export
 * @param tailsAtOnce open live tails; more are refused with 429
 * @param access who is let in, and whether by HTTPS; default: everybody on this machine
 * @param region whose console it is; empty where there is one region alone
 * @param peers the other regions
 */
public record ConsoleOptions(
    String host,
    int port,
    ElasticsearchConnection elasticsearch,
    String bootstrapServers,
    Duration searchTimeout,
    int searchesAtOnce,
    int largestPage,
    long largestExport,
    int tailsAtOnce,
    ConsoleAccess access,
    String region,
    List<String> peers) {

  /** Refuses to be open to a network without encryption and log-in. */
  public ConsoleOptions {
    access.requireFitFor(host);
  }

  /** Where the console listens if nothing else is said. */
  public static final int DEFAULT_PORT = 8080;

  /** The defaults around a port, an index and brokers. */
  public static ConsoleOptions of(
      int port, ElasticsearchConnection elasticsearch, String bootstrapServers) {
    return new ConsoleOptions(
        "127.0.0.1",
        port,
        elasticsearch,
        bootstrapServers,
        Duration.ofSeconds(10),
        32,
        1_000,
        1_000_000,
        64,
        ConsoleAccess.OPEN,
        "",
        List.of());
  }

  /** The same on another address, guarded. */
  public ConsoleOptions with(String address, ConsoleAccess guarded) {
    return new ConsoleOptions(
        address,
        port,
        elasticsearch,
        bootstrapServers,
        searchTimeout,
        searchesAtOnce,
        largestPage,
        largestExport,
        tailsAtOnce,
        guarded,
        region,
        peers);
  }

  /** The same as one of several regions. */
  public ConsoleOptions withRegion(String name, List<String> others) {
    return new ConsoleOptions(
        host,
        port,
        elasticsearch,
        bootstrapServers,
        searchTimeout,
        searchesAtOnce,
        largestPage,
        largestExport,
        tailsAtOnce,
        access,
        name,
        others);
  }
}
