package io.logstream.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logstream.local.stack.junit.StackExtension;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each server starts and serves. */
final class ServersIT {

  @RegisterExtension static final StackExtension STACK = new StackExtension();

  @Test
  void kafkaCreatesTopicsOnce() {
    List<TopicSpec> topics =
        List.of(
            TopicSpec.retained("lines", 3, Duration.ofHours(1)), TopicSpec.compacted("rules", 1));
    STACK.kafka().createTopics(topics);
    STACK.kafka().createTopics(topics);
    assertThat(STACK.kafka().topics()).contains("lines", "rules");
  }

  @Test
  void flinkOffersItsSlots() {
    assertThat(STACK.flink().slots().total()).isEqualTo(16);
    // That of a job whose JobManager another test killed comes back when the TaskManager has missed
    // its heartbeats (20 s) and the slot has been inactive for the time of a question (60 s).
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> STACK.flink().slots().free(), free -> free == 16);
    assertThat(STACK.flink().jobs()).allMatch(job -> job.state().isFinal());
  }

  @Test
  void postgresqlMakesADatabaseOnce() throws Exception {
    PostgresqlServer postgresql = STACK.postgresql();
    postgresql.createDatabase("shop");
    postgresql.createDatabase("shop");
    try (Connection connection = DriverManager.getConnection(postgresql.jdbcUrl("shop"))) {
      assertThat(connection.getCatalog()).isEqualTo("shop");
    }
  }

  @Test
  void redisServes() {
    assertThat(STACK.redis().whyNotReady()).isEmpty();
  }
}
