package io.logstream.local.region;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Sends numbered lines to the collectors of two regions in turn, and one batch in twenty to both. A
 * batch has an idempotency key, so that it may be sent again until it is acknowledged.
 */
public final class RegionSender {

  private static final int BATCH = 100;
  private static final int BATCHES_A_DOUBLE = 20;
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final List<URI> collectors;
  private final String run = UUID.randomUUID().toString();
  private final Set<String> ids = new HashSet<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(ANSWER).build();
  private final Set<String> sentToBoth = new HashSet<>();
  private int batches;

  public RegionSender(List<URI> collectors) {
    this.collectors = collectors;
  }

  /** The ids that the events of all lines sent have, worked out here as it is documented. */
  public Set<String> ids() {
    return ids;
  }

  /** Those of them that went to both regions. */
  public Set<String> sentToBoth() {
    return sentToBoth;
  }

  /** Sends so many more lines, to whole batches; returns when all are acknowledged. */
  public void send(int lines) throws InterruptedException {
    int end = ids.size() + lines;
    while (ids.size() < end) {
      int batch = batches++;
      String key = run + "-" + batch;
      StringBuilder body = new StringBuilder();
      Set<String> own = new HashSet<>();
      for (int i = 0; i < BATCH; i++) {
        own.add(id("key:" + key + ":" + body.length()));
        body.append(
            "{\"@timestamp\":\"%s\",\"message\":\"line %d of batch %d\",\"n\":%d}\n"
                .formatted(Instant.now(), i, batch, batch * BATCH + i));
      }
      ids.addAll(own);
      deliver(collectors.get(batch % 2), key, body.toString());
      if (batch % BATCHES_A_DOUBLE == 0) {
        deliver(collectors.get(1 - batch % 2), key, body.toString());
        sentToBoth.addAll(own);
      }
    }
  }

  private void deliver(URI collector, String key, String body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(collector.resolve("/ndjson?service=service-" + key.hashCode() % 7))
            .header("Idempotency-Key", key)
            .timeout(ANSWER)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    while (true) {
      try {
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not acknowledged: again.
      }
      Thread.sleep(Duration.ofMillis(100).toMillis());
    }
  }

  private static String id(String source) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(source.getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 15));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
