package io.logstream.local.shop;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * People who look round the shop and sometimes buy. Requests come at random moments of a given mean
 * rate whether earlier ones were answered or not, as people come (an open loop): a slow shop gets
 * no fewer visitors.
 */
final class Shoppers {

  private static final String[] AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        + " Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
        + " Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
  };
  private static final int USERS = 500;

  private final URI gateway;
  private final double rate;
  private final SplittableRandom random = new SplittableRandom();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  Shoppers(int gatewayPort, double rate) {
    gateway = URI.create("http://127.0.0.1:" + gatewayPort);
    this.rate = rate;
  }

  /** Sends until the thread is interrupted. */
  void run() {
    long next = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      // Exponential gaps make a Poisson stream.
      next += (long) (-Math.log(1 - random.nextDouble()) / rate * 1e9);
      long wait;
      while ((wait = next - System.nanoTime()) > 0 && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(wait);
      }
      send();
    }
  }

  private void send() {
    int user = random.nextInt(USERS);
    int product = popularProduct();
    int dice = random.nextInt(100);
    String method = "GET";
    String target;
    if (dice < 25) {
      target = "/products?page=" + random.nextInt(10);
    } else if (dice < 60) {
      target = "/products/" + product;
    } else if (dice < 82) {
      method = "POST";
      target = "/cart/u" + user + "?product=" + product;
    } else if (dice < 85) {
      target = "/cart/u" + user;
    } else if (dice < 99) {
      method = "POST";
      target = "/checkout/u" + user;
    } else {
      target = "/favicon.ico";
    }
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve(target))
            .timeout(Duration.ofSeconds(5))
            .header("User-Agent", AGENTS[user % AGENTS.length])
            .header("X-Forwarded-For", "203.0.113." + (1 + user % 250))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    // What becomes of it stands in the shop's own logs.
    http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
  }

  /** Few products are looked at often and most seldom: squaring bends an even draw that way. */
  private int popularProduct() {
    double even = random.nextDouble();
    return (int) (even * even * Catalogue.PRODUCTS);
  }
}
