package io.logstream.local.chaos;

import io.logstream.functions.event.KafkaSecurity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Numbered lines into the collector and out of a topic of events, read committed, for as long as it
 * is open. A batch that is not acknowledged is sent again with its idempotency key until it is:
 * what a good sender does.
 */
final class Traffic implements AutoCloseable {

  private static final int BATCH = 10;
  private static final Duration PACE = Duration.ofMillis(50);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Pattern LINE = Pattern.compile("chaos-line (\\S+) (\\d+) (\\d+)");

  private final URI collector;
  private final String run;
  private final Ledger ledger = new Ledger();
  private final KafkaConsumer<String, String> consumer;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(ANSWER).build();
  private final Thread sender;
  private final Thread reader;
  private volatile boolean sending = true;
  private volatile boolean reading = true;

  /**
   * Starts it.
   *
   * @param events the topic in which the lines come out
   * @param run a name that no other run has
   */
  Traffic(URI collector, String brokers, String events, String run) {
    this.collector = collector;
    this.run = run;
    this.consumer = atEnd(brokers, events);
    this.sender = new Thread(this::send, "chaos-sender");
    this.reader = new Thread(this::read, "chaos-reader");
    reader.start();
    sender.start();
  }

  Ledger ledger() {
    return ledger;
  }

  /** Ends sending, and returns when every acknowledged line was seen or the limit is over. */
  void drain(Duration limit) throws InterruptedException {
    sending = false;
    sender.join();
    long end = System.nanoTime() + limit.toNanos();
    while (!ledger.isComplete() && System.nanoTime() < end) {
      Thread.sleep(PACE.toMillis());
    }
  }

  private void send() {
    int next = 0;
    while (sending) {
      long now = System.currentTimeMillis();
      StringBuilder body = new StringBuilder();
      for (int i = 0; i < BATCH; i++) {
        body.append("chaos-line %s %d %d%n".formatted(run, next + i, now));
      }
      if (!deliver(body.toString(), run + "-" + next)) {
        return;
      }
      ledger.acknowledged(next, BATCH);
      next += BATCH;
      pause();
    }
  }

  /** True once acknowledged; false if interrupted before. */
  private boolean deliver(String body, String key) {
    HttpRequest request =
        HttpRequest.newBuilder(collector.resolve("/lines?service=chaos"))
            .header("Idempotency-Key", key)
            .timeout(ANSWER)
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
            .build();
    while (true) {
      try {
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return true;
        }
      } catch (IOException e) {
        // Not acknowledged: again.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PACE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    while (reading) {
      try {
        for (ConsumerRecord<String, String> event : consumer.poll(Duration.ofMillis(20))) {
          note(event.value());
        }
      } catch (KafkaException e) {
        // The broker is what the fault is about: the client connects again by itself.
        pause();
      }
    }
    consumer.close(Duration.ZERO);
  }

  private void note(String event) {
    Matcher line = LINE.matcher(event);
    if (line.find() && line.group(1).equals(run)) {
      ledger.seen(
          Integer.parseInt(line.group(2)),
          Long.parseLong(line.group(3)),
          System.currentTimeMillis());
    }
  }

  private static KafkaConsumer<String, String> atEnd(String brokers, String events) {
    KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            KafkaSecurity.with(
                Map.of(
                    "bootstrap.servers",
                    brokers,
                    "isolation.level",
                    "read_committed",
                    "enable.auto.commit",
                    "false",
                    "auto.offset.reset",
                    "latest",
                    "reconnect.backoff.max.ms",
                    "200")),
            new StringDeserializer(),
            new StringDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(events).stream()
            .map(partition -> new TopicPartition(events, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return consumer;
  }

  @Override
  public void close() {
    sending = false;
    reading = false;
    sender.interrupt();
    try {
      sender.join();
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
