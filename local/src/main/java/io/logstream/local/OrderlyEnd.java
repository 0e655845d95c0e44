package io.logstream.local;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command finish what it is at when its process is told to end: the process asks it to, and
 * waits until this is closed, but not for ever.
 *
 * <pre>{@code
 * try (OrderlyEnd end = new OrderlyEnd();
 *     Worker worker = new Worker()) {
 *   end.ask(worker::end);
 *   worker.run();
 * }
 * }</pre>
 */
final class OrderlyEnd implements AutoCloseable {

  /** A batch that is under way, and the closing of clients. */
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(10);

  private final Duration limit;
  private final CountDownLatch ended = new CountDownLatch(1);

  OrderlyEnd() {
    this(USUAL_LIMIT);
  }

  /** With so long to finish. */
  OrderlyEnd(Duration limit) {
    this.limit = limit;
  }

  /** What asks the command to end; called by a thread of its own. */
  void ask(Runnable request) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  request.run();
                  await();
                },
                "orderly-end"));
  }

  private void await() {
    try {
      ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
