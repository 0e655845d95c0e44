package io.logstream.collector.http;

import java.util.concurrent.CompletionStage;

/** Answers requests. Called in the network's thread: it must not block. */
@FunctionalInterface
public interface Endpoint {

  /**
   * The answer, when it is there.
   *
   * @throws BadRequestException if the request is not what it should be
   */
  CompletionStage<HttpAnswer> handle(HttpCall call) throws BadRequestException;
}
