package io.logstream.bench;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Lines as an estate of web services, databases and firewalls writes them, from a seed: the same
 * numbers give the same lines. Mixed as such an estate's volume is: mostly access logs and JSON.
 */
public final class MixedLines {

  /** A line and what a collector would say of it. */
  public record Line(String stream, String service, String text) {}

  private static final int STREAMS_OF_A_KIND = 6;
  private static final String[] METHODS = {"GET", "GET", "GET", "POST", "PUT"};
  private static final String[] PATHS = {
    "/", "/products/%d", "/cart/%d/items", "/checkout/%d", "/api/v2/orders/%d?expand=lines"
  };
  private static final String[] AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
        + " Version/17.4 Safari/605.1.15",
    "okhttp/4.12.0",
    "curl/8.5.0"
  };

  private final SplittableRandom random;
  private long millis = 1_767_225_600_000L;

  /** Lines that a seed gives. */
  public MixedLines(long seed) {
    random = new SplittableRandom(seed);
  }

  /** The next line. */
  public Line next() {
    millis += random.nextInt(3);
    int kind = random.nextInt(100);
    int stream = random.nextInt(STREAMS_OF_A_KIND);
    if (kind < 30) {
      return line("edge", stream, access());
    } else if (kind < 60) {
      return line("orders", stream, json());
    } else if (kind < 75) {
      return line("catalogue", stream, logfmt());
    } else if (kind < 85) {
      return line("inventory", stream, java());
    } else if (kind < 92) {
      return line("sshd", stream, syslog());
    } else if (kind < 97) {
      return line("firewall", stream, firewall());
    }
    return line("database", stream, postgresql());
  }

  private static Line line(String service, int stream, String text) {
    return new Line("/var/log/" + service + "/" + stream + ".log", service, text);
  }

  private String access() {
    int status = random.nextInt(50) == 0 ? 502 : 200;
    return "%s - - [%s] \"%s %s HTTP/1.1\" %d %d \"-\" \"%s\" rt=0.%03d ua=\"10.4.0.%d:8080\" trace=%s"
        .formatted(
            publicAddress(),
            clf(),
            METHODS[random.nextInt(METHODS.length)],
            PATHS[random.nextInt(PATHS.length)].formatted(random.nextInt(100_000)),
            status,
            random.nextInt(20_000),
            AGENTS[random.nextInt(AGENTS.length)],
            random.nextInt(1_000),
            random.nextInt(20),
            hex(32));
  }

  private String json() {
    return ("{\"@timestamp\":\"%s\",\"level\":\"%s\",\"logger\":\"com.example.orders.OrderService\",\"thread\":\"http-%d\",\"message\":\"order"
                + " %d priced at %d cents\",\"trace_id\":\"%s\","
                + "\"span_id\":\"%s\",\"service\":\"orders\",\"version\":\"1.42.0\",\"duration_ms\":%d,"
                + "\"user\":{\"id\":\"u%d\"}}")
        .formatted(
            iso(),
            random.nextInt(40) == 0 ? "ERROR" : "INFO",
            random.nextInt(64),
            random.nextInt(1_000_000),
            random.nextInt(100_000),
            hex(32),
            hex(16),
            random.nextInt(400),
            random.nextInt(50_000));
  }

  private String logfmt() {
    return "ts=%s level=info caller=search.go:%d msg=\"query served\" query=\"shoes size %d\" hits=%d took=%dms"
        .formatted(
            iso(),
            random.nextInt(400),
            random.nextInt(50),
            random.nextInt(1_000),
            random.nextInt(90));
  }

  private String java() {
    return "%s INFO  [worker-%d] com.example.inventory.Stock - reserved %d of sku %s for order %d"
        .formatted(
            iso().replace('T', ' ').replace("Z", "").replace('.', ','),
            random.nextInt(16),
            random.nextInt(9),
            hex(8),
            random.nextInt(1_000_000));
  }

  private String syslog() {
    return "<86>1 %s bastion-%d sshd %d - - Failed password for invalid user admin from %s port %d ssh2"
        .formatted(
            iso(),
            random.nextInt(4),
            random.nextInt(30_000),
            publicAddress(),
            1024 + random.nextInt(60_000));
  }

  private String firewall() {
    return ("<166>1 %s fw-1 - - - - %%ASA-6-302013: Built outbound TCP connection %d for"
            + " outside:%s/443 (%s/443) to inside:10.1.%d.%d/%d (10.1.%d.%d/%d)")
        .formatted(
            iso(),
            random.nextInt(10_000_000),
            publicAddress(),
            publicAddress(),
            random.nextInt(8),
            random.nextInt(250),
            1024 + random.nextInt(60_000),
            random.nextInt(8),
            random.nextInt(250),
            1024 + random.nextInt(60_000));
  }

  private String postgresql() {
    return "%s UTC [%d] app@orders LOG:  duration: %d.%03d ms  statement: SELECT * FROM orders WHERE id = %d"
        .formatted(
            iso().replace('T', ' ').replace("Z", ""),
            random.nextInt(30_000),
            random.nextInt(90),
            random.nextInt(1_000),
            random.nextInt(1_000_000));
  }

  private String publicAddress() {
    return "203.0.113." + random.nextInt(256);
  }

  private String hex(int digits) {
    StringBuilder text = new StringBuilder(digits);
    while (text.length() < digits) {
      text.append("%016x".formatted(random.nextLong()));
    }
    return text.substring(0, digits);
  }

  private String iso() {
    return java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'")
        .withZone(java.time.ZoneOffset.UTC)
        .format(java.time.Instant.ofEpochMilli(millis));
  }

  private String clf() {
    return java.time.format.DateTimeFormatter.ofPattern(
            "dd/MMM/yyyy:HH:mm:ss '+0000'", Locale.ENGLISH)
        .withZone(java.time.ZoneOffset.UTC)
        .format(java.time.Instant.ofEpochMilli(millis));
  }
}
