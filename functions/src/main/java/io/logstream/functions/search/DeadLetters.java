package io.logstream.functions.search;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where refused documents go. */
interface DeadLetters extends AutoCloseable {

  /**
   * Keeps them.
   *
   * @return completes when all are durable; fails when that is not known of each, and they are to
   *     be sent again
   */
  CompletionStage<Void> send(List<DeadLetter> letters);

  @Override
  void close();
}
