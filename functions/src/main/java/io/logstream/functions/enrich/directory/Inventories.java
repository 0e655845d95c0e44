package io.logstream.functions.enrich.directory;

import io.logstream.functions.resilience.Guard;
import io.logstream.functions.resilience.GuardOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The inventory as it is configured, open.
 *
 * @param guards those before its services
 */
public record Inventories(DirectoryEnricher enricher, Directory directory, List<Guard> guards)
    implements AutoCloseable {

  /** How long Redis keeps an answer: a change in the database shows after this and a minute. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  public Inventories {
    guards = List.copyOf(guards);
  }

  /**
   * Opens it; nothing is asked yet.
   *
   * @param postgresql JDBC address
   * @param redis address of the cache in front; none where empty
   */
  public static Inventories open(String postgresql, String redis) {
    List<Guard> guards = new ArrayList<>();
    Guard database = new Guard("inventory", GuardOptions.defaults());
    guards.add(database);
    Directory directory = new PostgresqlDirectory(postgresql, database);
    if (!redis.isEmpty()) {
      Guard cache = new Guard("inventory-cache", GuardOptions.defaults());
      guards.add(cache);
      directory = new RedisDirectory(redis, cache, directory, KEPT);
    }
    return new Inventories(new DirectoryEnricher(directory), directory, guards);
  }

  @Override
  public void close() {
    directory.close();
  }
}
