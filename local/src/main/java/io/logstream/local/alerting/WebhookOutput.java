package io.logstream.local.alerting;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Posts the alert's JSON. Header {@code Idempotency-Key} is the same for each attempt at the same
 * news, so that the receiver can tell one sent twice.
 */
public final class WebhookOutput implements AlertOutput {

  private final URI url;
  private final String token;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * @param token sent as bearer token; none where empty
   */
  public WebhookOutput(URI url, String token, Duration timeout) {
    this.url = url;
    this.token = token;
    this.timeout = timeout;
    client = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public void send(AlertNotice notice) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", notice.key())
            .POST(HttpRequest.BodyPublishers.ofByteArray(notice.json()));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    switch (WebhookAnswer.of(status)) {
      case TAKEN -> {}
      case AGAIN -> throw new IOException("webhook: status " + status);
      case REFUSED -> throw new RefusedException("webhook: status " + status);
    }
  }

  @Override
  public void close() {}

  /** What a status says of an alert. */
  enum WebhookAnswer {
    TAKEN,
    /** The receiver cannot now, or does not know this sender yet: an operator's to mend. */
    AGAIN,
    REFUSED;

    static WebhookAnswer of(int status) {
      return switch (status) {
        case 401, 403, 404, 408, 425, 429 -> AGAIN;
        // Taken already: the receiver told one sent twice.
        case 409 -> TAKEN;
        default -> status / 100 == 2 ? TAKEN : status / 100 == 4 ? REFUSED : AGAIN;
      };
    }
  }
}
