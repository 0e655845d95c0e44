package io.logstream.functions.search;

import org.apache.flink.connector.base.sink.writer.strategy.RateLimitingStrategy;
import org.apache.flink.connector.base.sink.writer.strategy.RequestInfo;
import org.apache.flink.connector.base.sink.writer.strategy.ResultInfo;

/**
 * Bulks as they are needed: a small one waits until no other is under way, and grows meanwhile;
 * larger ones go side by side. So a trickle makes few small segments in the index, each of which
 * costs as much as one of a thousand documents, and a flood keeps the cluster busy.
 *
 * <p>Used by the task's thread alone.
 */
final class SmallBulksAlone implements RateLimitingStrategy {

  private final int mostInFlight;
  private final int small;
  private final int most;
  private int inFlight;

  /**
   * @param mostInFlight bulks under way at once
   * @param small a bulk of fewer documents is small
   * @param most documents in a bulk at most
   */
  SmallBulksAlone(int mostInFlight, int small, int most) {
    this.mostInFlight = mostInFlight;
    this.small = small;
    this.most = most;
  }

  @Override
  public boolean shouldBlock(RequestInfo bulk) {
    return inFlight >= mostInFlight || inFlight > 0 && bulk.getBatchSize() < small;
  }

  @Override
  public void registerInFlightRequest(RequestInfo bulk) {
    inFlight++;
  }

  @Override
  public void registerCompletedRequest(ResultInfo bulk) {
    inFlight--;
  }

  @Override
  public int getMaxBatchSize() {
    return most;
  }
}
