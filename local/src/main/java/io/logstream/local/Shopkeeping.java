package io.logstream.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Orders to the demo shop's keeper: break a service, deploy another release of it. */
public final class Shopkeeping {

  /** A deploy waits until the old process has ended. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI shopkeeper;

  Shopkeeping(URI shopkeeper) {
    this.shopkeeper = shopkeeper;
  }

  /**
   * Switches a fault on, or off with 0.
   *
   * @param kind {@code slow} by so many milliseconds, {@code failing} for so many of a hundred
   *     requests, {@code leak} of database connections, {@code crash} at the next request
   * @throws IOException if the shop does not answer, or refuses
   */
  public void fault(String service, String kind, int value)
      throws IOException, InterruptedException {
    order("/fault?service=" + service + "&kind=" + kind + "&value=" + value);
  }

  /**
   * Replaces a service by another release of it.
   *
   * @throws IOException if the shop does not answer, or refuses
   */
  public void deploy(String service, String release, boolean defective)
      throws IOException, InterruptedException {
    order("/deploy?service=" + service + "&release=" + release + "&defective=" + defective);
  }

  private void order(String target) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(shopkeeper.resolve(target))
                .timeout(ANSWER_WITHIN)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("the shop answered " + answer.statusCode() + " to " + target);
    }
  }
}
