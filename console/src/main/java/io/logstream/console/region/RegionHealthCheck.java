package io.logstream.console.region;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether a region can answer requests: its Kafka answers, and so does each address that it was
 * told of, such as the console's health and the index's. Asked once a second, told at any time.
 */
final class RegionHealthCheck {

  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final Brokers brokers;
  private final List<URI> checks;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
  private volatile String problem = "not asked yet";

  /**
   * A check that has not asked yet.
   *
   * @param checks each must answer 200 to GET
   */
  RegionHealthCheck(Brokers brokers, List<URI> checks) {
    this.brokers = brokers;
    this.checks = List.copyOf(checks);
  }

  /** Asks. */
  void ask() {
    problem =
        brokers.answer()
            ? checks.stream().flatMap(uri -> problemOf(uri).stream()).findFirst().orElse("")
            : "Kafka does not answer";
  }

  private Optional<String> problemOf(URI uri) {
    try {
      int status =
          http.send(
                  HttpRequest.newBuilder(uri).timeout(LIMIT).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      return status == 200 ? Optional.empty() : Optional.of(uri + " answers " + status);
    } catch (IOException e) {
      return Optional.of(uri + " does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("the agent ends");
    }
  }

  boolean isHealthy() {
    return problem.isEmpty();
  }

  /** What is wrong; empty if nothing is. */
  String problem() {
    return problem;
  }
}
