package io.logstream.console.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.logstream.console.ApiException;
import io.logstream.console.ApiModule;
import io.logstream.console.ConsoleOptions;
import io.logstream.console.search.Elasticsearch;
import io.logstream.functions.event.KafkaSecurity;
import io.logstream.functions.event.Topics;
import io.logstream.functions.event.UserErasure;
import io.logstream.functions.event.UserErasureJson;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Users: {@code GET /api/v1/users/{user}} for the state, {@code DELETE} to forget a user: the
 * request goes into {@code user-erasures}, from which whoever keeps state takes it, and the user's
 * lines leave the index.
 */
public final class UsersApi implements ApiModule {

  private static final int LONGEST_NAME = 256;

  private final UserStates states;
  private final Elasticsearch elasticsearch;
  private final IndexErasure index;
  private final KafkaProducer<byte[], byte[]> producer;

  public UsersApi(ConsoleOptions options) {
    states = new UserStates(options.bootstrapServers());
    elasticsearch =
        new Elasticsearch(
            options.elasticsearch().withRequestTimeout(options.searchTimeout()),
            options.searchesAtOnce());
    index = new IndexErasure(elasticsearch);
    producer =
        new KafkaProducer<>(
            KafkaSecurity.with(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    options.bootstrapServers(),
                    ProducerConfig.ACKS_CONFIG,
                    "all",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    5_000,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    5_000,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    15_000)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @Override
  public void register(JavalinConfig config) {
    config.router.mount(
        routes ->
            routes
                .get("/api/v1/users", this::count)
                .get("/api/v1/users/{user}", this::state)
                .delete("/api/v1/users/{user}", this::erase));
    states.start();
  }

  private void count(Context context) {
    context.json(
        JsonNodeFactory.instance
            .objectNode()
            .put("users", states.size())
            .put("complete", states.isComplete()));
  }

  private void state(Context context) {
    String user = user(context);
    byte[] document =
        states
            .of(user)
            .orElseThrow(
                () ->
                    states.isComplete()
                        ? ApiException.notFound("no user \"" + user + '"')
                        : ApiException.unavailable("the users' states are being read; try again"));
    context.contentType("application/json");
    context.result(document);
  }

  private void erase(Context context) {
    String user = user(context);
    UserErasure erasure = new UserErasure(user, System.currentTimeMillis() * 1_000_000);
    context.future(
        () ->
            send(erasure)
                .thenCompose(any -> index.of(user))
                .thenAccept(
                    lines -> {
                      ObjectNode answer = JsonNodeFactory.instance.objectNode();
                      answer.put("user", user).put("at", erasure.at()).put("lines_deleted", lines);
                      context.status(202).json(answer);
                    }));
  }

  private CompletableFuture<Void> send(UserErasure erasure) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    producer.send(
        new ProducerRecord<>(
            Topics.USER_ERASURES, erasure.user().getBytes(UTF_8), UserErasureJson.write(erasure)),
        (acknowledged, failure) -> {
          if (failure == null) {
            sent.complete(null);
          } else {
            sent.completeExceptionally(
                ApiException.unavailable("Kafka did not take the request: " + failure));
          }
        });
    return sent;
  }

  private static String user(Context context) {
    String user = context.pathParam("user");
    if (user.isBlank() || user.length() > LONGEST_NAME) {
      throw ApiException.badRequest(
          "user", "expected a user's name of 1 to %d characters".formatted(LONGEST_NAME));
    }
    return user;
  }

  @Override
  public void close() {
    states.close();
    producer.close(Duration.ofSeconds(2));
    elasticsearch.close();
  }
}
