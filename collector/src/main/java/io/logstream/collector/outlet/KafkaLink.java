package io.logstream.collector.outlet;

import io.logstream.functions.event.Topics;
import io.logstream.functions.resilience.Guard;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A producer that is there while Kafka is. Connecting happens in a thread of its own: a producer
 * without metadata blocks its caller, and the lane has to go on spooling.
 */
final class KafkaLink implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaLink.class);

  private final Supplier<Producer<byte[], byte[]>> factory;
  private final Guard guard;
  private final Runnable onChange;
  private final ExecutorService connecting;

  private volatile Producer<byte[], byte[]> producer;
  private boolean isConnecting;
  private boolean isClosed;

  /**
   * @param onChange called when the link is up or the attempt has failed
   */
  KafkaLink(
      String name, Supplier<Producer<byte[], byte[]>> factory, Guard guard, Runnable onChange) {
    this.factory = factory;
    this.guard = guard;
    this.onChange = onChange;
    this.connecting =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, name + "-connect");
              thread.setDaemon(true);
              return thread;
            });
  }

  Optional<Producer<byte[], byte[]>> producer() {
    return Optional.ofNullable(producer);
  }

  /** Starts connecting, unless that is under way or the guard does not let it. */
  synchronized void connect() {
    if (isClosed || isConnecting || producer != null) {
      return;
    }
    guard
        .tryAcquire()
        .ifPresent(
            permit -> {
              isConnecting = true;
              connecting.execute(() -> attempt(permit));
            });
  }

  private void attempt(Guard.Permit permit) {
    Producer<byte[], byte[]> made = null;
    try {
      made = factory.get();
      made.partitionsFor(Topics.LOGS_RAW);
      made.partitionsFor(Topics.LOGS_DEAD);
      permit.succeeded();
      up(made);
    } catch (RuntimeException e) {
      LOG.warn("Kafka is not there: {}", e.toString());
      permit.failed(e);
      if (made != null) {
        made.close(Duration.ZERO);
      }
      up(null);
    }
    onChange.run();
  }

  private synchronized void up(Producer<byte[], byte[]> madeOrNull) {
    isConnecting = false;
    if (isClosed && madeOrNull != null) {
      madeOrNull.close(Duration.ZERO);
    } else {
      producer = madeOrNull;
    }
  }

  /**
   * Gives the producer up at once. When this returns, every record handed to it has been called
   * back.
   */
  synchronized void drop() {
    Producer<byte[], byte[]> given = producer;
    producer = null;
    if (given != null) {
      given.close(Duration.ZERO);
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    drop();
    connecting.shutdownNow();
  }
}
