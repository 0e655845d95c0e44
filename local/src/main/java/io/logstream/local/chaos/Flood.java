package io.logstream.local.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Lines of one sender, as fast as the collector takes them. */
final class Flood {

  private static final int BATCH = 500;

  private final URI collector;
  private final Duration clockAhead;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * A flood.
   *
   * @param clockAhead how far the times in the lines are ahead of the present
   */
  Flood(URI collector, Duration clockAhead) {
    this.collector = collector;
    this.clockAhead = clockAhead;
  }

  /** Sends for so long; how many lines were taken. */
  long run(Duration duration) throws InterruptedException {
    Instant end = Instant.now().plus(duration);
    long taken = 0;
    while (Instant.now().isBefore(end)) {
      StringBuilder body = new StringBuilder();
      Instant time = Instant.now().plus(clockAhead);
      for (int i = 0; i < BATCH; i++) {
        body.append(
            "{\"@timestamp\":\"%s\",\"message\":\"flood %d\",\"service\":{\"name\":\"chaos-flood\"}}%n"
                .formatted(time, i));
      }
      HttpRequest request =
          HttpRequest.newBuilder(collector.resolve("/ndjson"))
              .timeout(Duration.ofSeconds(5))
              .POST(HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8))
              .build();
      try {
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          taken += BATCH;
        }
      } catch (IOException e) {
        // Turned away, as a flood should be once there is no room: again.
      }
    }
    return taken;
  }
}
