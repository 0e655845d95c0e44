package io.logstream.bench.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Events of a shop in ECS, a hundred a second of event time: web requests of eight services and
 * five thousand clients, one in fifty of them a failure, and log-ins, most of them guesses. The
 * same for the same seed.
 */
final class ShopLog {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int A_SECOND = 100;
  private static final String[] SERVICES = {
    "gateway", "checkout", "payment", "inventory", "search", "cart", "account", "shipping"
  };
  private static final String AGENT =
      "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

  private final SplittableRandom random;
  private long number;

  ShopLog(long seed) {
    random = new SplittableRandom(seed);
  }

  /** The next event's JSON. */
  byte[] next() {
    Instant at = START.plusMillis(number * 1_000 / A_SECOND);
    number++;
    String event = random.nextInt(50) == 0 ? login(at) : request(at);
    return event.getBytes(UTF_8);
  }

  private String request(Instant at) {
    int status = random.nextInt(50) == 0 ? 500 : 200;
    int client = random.nextInt(5_000);
    return """
    {"@timestamp":"%s","message":"GET /products/%d","event":{"id":"b%d","dataset":"nginx.access",\
    "category":["web"],"outcome":"%s","duration":%d},"log":{"level":"info"},"service":{"name":"%s"},\
    "host":{"name":"web-%d"},"http":{"request":{"method":"GET"},"response":{"status_code":%d,\
    "body":{"bytes":%d}}},"url":{"path":"/products/%d"},"source":{"ip":"198.51.%d.%d"},\
    "user_agent":{"original":"%s"}}\
    """
        .formatted(
            at,
            client,
            number,
            status < 500 ? "success" : "failure",
            1_000_000L * (5 + random.nextInt(200)),
            SERVICES[random.nextInt(SERVICES.length)],
            random.nextInt(16),
            status,
            200 + random.nextInt(4_000),
            client,
            client >> 8,
            client & 255,
            AGENT);
  }

  private String login(Instant at) {
    boolean isGuess = random.nextInt(10) != 0;
    return """
    {"@timestamp":"%s","message":"login","event":{"id":"b%d","dataset":"sshd","category":["authentication"],\
    "action":"ssh_login","outcome":"%s"},"host":{"name":"bastion"},"user":{"name":"root"},\
    "source":{"ip":"203.0.113.%d"}}\
    """
        .formatted(at, number, isGuess ? "failure" : "success", random.nextInt(50));
  }
}
