package io.logstream.collector;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.logstream.collector.outlet.Gate;
import io.logstream.collector.outlet.Lane;
import io.logstream.collector.outlet.Lanes;
import io.logstream.collector.receive.Sources;
import io.logstream.functions.resilience.Guard;
import io.logstream.functions.resilience.Guards;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a health page shows, as the JSON of {@code /health}.
 *
 * @param status {@code ok}; {@code spooling} while Kafka is away or the spool is not drained yet;
 *     {@code full} while senders wait for room
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Health(
    String status,
    String started,
    long uptimeSeconds,
    Flow flow,
    Map<String, Transport> transports,
    Queue queue,
    Spooled spool,
    List<Breaker> guards,
    List<Listener> listeners,
    List<Sender> sources,
    long silentSources) {

  /** Senders listed. */
  private static final int SENDERS = 200;

  /** received + recovered = storedRaw + storedDead + inFlight. */
  record Flow(long received, long recovered, long storedRaw, long storedDead, long inFlight) {}

  record Transport(
      long lines,
      long bytes,
      long wireBytes,
      double linesPerSecond,
      double bytesPerSecond,
      long shed,
      long rejected) {}

  record Queue(long lines, long bytes, long limitBytes, boolean isOpen) {}

  record Spooled(
      long lines,
      long bytes,
      long limitBytes,
      long corrupt,
      boolean isLinked,
      List<String> errors) {}

  record Breaker(
      String name,
      String state,
      String since,
      float failureShare,
      float slowShare,
      long succeeded,
      long refused,
      long failed,
      long turnedAway,
      long transitions,
      String lastError) {}

  record Listener(String name, String address, int connections) {}

  record Sender(
      String source,
      long lines,
      long bytes,
      long refused,
      String last,
      boolean silent,
      String error,
      String errorAt) {}

  /** Where the figures come from. */
  record Parts(
      CollectorMetrics metrics,
      Rates rates,
      Lanes lanes,
      Gate gate,
      Guards guards,
      Sources sources,
      Network network,
      Instant started) {}

  static Health of(Parts parts) {
    long spooled = parts.lanes().spooledLines();
    String status = spooled > 0 || !parts.lanes().areLinked() ? "spooling" : "ok";
    return new Health(
        parts.gate().isOpen() ? status : "full",
        parts.started().toString(),
        Duration.between(parts.started(), Instant.now()).toSeconds(),
        new Flow(
            parts.metrics().received(),
            parts.metrics().recovered(),
            parts.metrics().storedRaw(),
            parts.metrics().storedDead(),
            parts.lanes().pendingLines() + spooled),
        transports(parts),
        new Queue(
            parts.lanes().pendingLines(),
            parts.gate().held(),
            parts.gate().limit(),
            parts.gate().isOpen()),
        new Spooled(
            spooled,
            parts.lanes().spooledBytes(),
            parts.lanes().all().stream().mapToLong(lane -> lane.spool().capacity()).sum(),
            parts.lanes().all().stream().mapToLong(lane -> lane.spool().corrupt()).sum(),
            parts.lanes().areLinked(),
            parts.lanes().all().stream().map(Lane::diskError).flatMap(e -> e.stream()).toList()),
        parts.guards().all().stream().map(Guard::status).map(Health::breaker).toList(),
        parts.network().listeners(),
        parts.sources().all().stream().limit(SENDERS).map(Health::sender).toList(),
        parts.sources().silent());
  }

  private static Map<String, Transport> transports(Parts parts) {
    Map<String, Transport> transports = new TreeMap<>();
    parts
        .metrics()
        .transports()
        .forEach(
            (name, t) ->
                transports.put(
                    name,
                    new Transport(
                        t.lines(),
                        t.bytes(),
                        t.wireBytes(),
                        parts.rates().linesPerSecond(name),
                        parts.rates().bytesPerSecond(name),
                        t.shedLines(),
                        t.rejectedRequests())));
    return transports;
  }

  private static Breaker breaker(io.logstream.functions.resilience.GuardStatus status) {
    return new Breaker(
        status.name(),
        status.state().name(),
        status.since().toString(),
        status.failureShare(),
        status.slowShare(),
        status.succeeded(),
        status.refused(),
        status.failed(),
        status.turnedAway(),
        status.transitions(),
        status.lastError().orElse(""));
  }

  private static Sender sender(Sources.Status status) {
    return new Sender(
        status.source(),
        status.lines(),
        status.bytes(),
        status.refused(),
        status.last().toString(),
        status.isSilent(),
        status.error().orElse(""),
        status.errorAt().map(Instant::toString).orElse(""));
  }
}
