package io.logstream.functions.enrich.directory;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.logstream.functions.resilience.Guard;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Redis in front of another directory: what that one answers is kept in Redis for all subtasks and
 * jobs, that there is nothing too. Where Redis is down or does not have it the other is asked, so
 * that Redis never decides whether there is an answer.
 */
public final class RedisDirectory implements Directory {

  private static final String PREFIX = "logstream:directory:";

  private final RedisClient client;
  private final RedisURI uri;
  private final Guard guard;
  private final Directory behind;
  private final Duration kept;

  private CompletableFuture<StatefulRedisConnection<String, String>> connection;

  /**
   * A directory; connects when it is asked first.
   *
   * @param uri such as {@code redis://127.0.0.1:6379}
   * @param kept how long Redis keeps an answer
   */
  public RedisDirectory(String uri, Guard guard, Directory behind, Duration kept) {
    this.uri = RedisURI.create(uri);
    this.uri.setTimeout(guard.options().timeout());
    this.client = RedisClient.create();
    this.client.setOptions(
        ClientOptions.builder()
            // While it is down a command fails at once; none waits to be sent later.
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(
                SocketOptions.builder().connectTimeout(guard.options().timeout()).build())
            .build());
    this.guard = guard;
    this.behind = behind;
    this.kept = kept;
  }

  @Override
  public CompletionStage<Optional<String>> find(Key key) {
    String name = PREFIX + key.kind().label() + ':' + key.text();
    return guard
        .callAsync(
            () -> connected().thenCompose(redis -> redis.async().get(name).toCompletableFuture()),
            error -> true)
        // Null, from a Redis that has not got it, and a failure: the other one knows.
        .exceptionally(error -> null)
        .thenCompose(
            text ->
                text != null
                    ? CompletableFuture.completedStage(
                        text.isEmpty() ? Optional.<String>empty() : Optional.of(text))
                    : behind.find(key).whenComplete((row, error) -> keep(name, row, error)));
  }

  /** Nothing waits for it: Redis may lose it. */
  private void keep(String name, Optional<String> row, Throwable error) {
    if (error == null) {
      guard
          .callAsync(
              () ->
                  connected()
                      .thenCompose(
                          redis ->
                              redis
                                  .async()
                                  .setex(name, kept.toSeconds(), row.orElse(""))
                                  .toCompletableFuture()),
              failure -> true)
          .exceptionally(failure -> null);
    }
  }

  private synchronized CompletableFuture<StatefulRedisConnection<String, String>> connected() {
    if (connection == null || connection.isCompletedExceptionally()) {
      connection =
          client.connectAsync(io.lettuce.core.codec.StringCodec.UTF8, uri).toCompletableFuture();
    }
    return connection;
  }

  @Override
  public void close() {
    client.shutdownAsync();
    behind.close();
  }
}
