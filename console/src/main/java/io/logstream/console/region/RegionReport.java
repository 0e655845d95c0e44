package io.logstream.console.region;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * What a region has of its peer, as it stands in topic {@code regions} and in the API.
 *
 * @param v 1
 * @param region whose report it is
 * @param peer where the records are from
 * @param at when, ISO 8601
 * @param healthy whether the region can answer requests
 * @param peerAnswers whether the peer's Kafka answers; while it does not, what is said of
 *     differences is as old as its last answer
 * @param heartbeatAgeMs since the newest heartbeat of the peer's that came through the link; -1
 *     before the first
 * @param streams the topics that the peer writes alone
 * @param merged the topics that both write
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record RegionReport(
    int v,
    String region,
    String peer,
    String at,
    boolean healthy,
    boolean peerAnswers,
    long heartbeatAgeMs,
    List<Stream> streams,
    List<Merged> merged) {

  /**
   * A topic of the peer and its mirror.
   *
   * @param complete whether both were read to their ends; before, nothing is judged
   * @param records that came by the mirror
   * @param again of both sides, records that came more than once
   * @param behind records of the peer that are not here yet
   * @param lag of the records of the last minute
   * @param lagOfAll of all records since the agent's start
   * @param windows that were judged
   * @param divergent of these, whose contents differ
   * @param missing records of divergent windows that are not here
   * @param extra records of divergent windows that the peer has not got
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Stream(
      String topic,
      String mirror,
      boolean complete,
      long records,
      long bytes,
      double recordsPerSecond,
      double bytesPerSecond,
      long again,
      long behind,
      Lag lag,
      Lag lagOfAll,
      int windows,
      int divergent,
      long missing,
      long extra,
      List<Difference> differences) {}

  /** How much later records were here than there, in milliseconds. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Lag(double p50Ms, double p99Ms, double maxMs) {}

  /**
   * A window whose contents differ.
   *
   * @param start ISO 8601
   * @param missing ids of events that are not here, a few of them
   * @param extra ids of events that are only here
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Difference(
      String start, long origin, long mirror, List<String> missing, List<String> extra) {}

  /**
   * A topic that is written in both regions.
   *
   * @param keys that have a value
   * @param behind keys of which this region's topic has not the last record yet
   * @param taken records of the peer that hold here
   * @param kept records of the peer that something here was later than
   * @param appended records that the agent appended to the region's topic
   * @param clockAheadMs by how much the latest stamp is ahead of this machine's time
   * @param differing keys whose values differ between the regions, a few of them
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Merged(
      String topic,
      long keys,
      long behind,
      long taken,
      long kept,
      long appended,
      long clockAheadMs,
      int divergentKeys,
      List<String> differing) {}
}
