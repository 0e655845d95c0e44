package io.logstream.functions.parse.template;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Messages printed from known statements, so that the right grouping is known by construction.
 * {@code {…}} in a statement is a variable of that kind.
 */
final class MessageCorpus {

  /** A message and the number of the statement that printed it. */
  record Labelled(int statement, String message) {}

  static final List<String> STATEMENTS =
      List.of(
          "user {name} logged in from {ip}",
          "user {name} logged out after {n} minutes",
          "connection opened to {ip}:{port}",
          "connection closed to {ip}:{port}",
          "connection refused by {ip}:{port}",
          "order {id} placed by {name} for {money} EUR",
          "order {id} cancelled by {name}",
          "order {id} shipped to {city}",
          "payment {uuid} declined: {reason}",
          "payment {uuid} accepted",
          "cache miss for key {key}",
          "cache hit for key {key}",
          "GET /api/orders/{n} {status} {n}ms",
          "POST /api/orders {status} {n}ms",
          "DELETE /api/carts/{n} {status} {n}ms",
          "{name} joined the channel",
          "{name} left the channel",
          "started worker-{n} in {dec} s",
          "stopped worker-{n}",
          "job {name} finished in {dec} ms with {n} rows",
          "job {name} failed after {n} attempts",
          "replica {host} is {n} bytes behind",
          "replica {host} caught up",
          "leader election won by {host} in term {n}",
          "leader election lost in term {n}",
          "snapshot written to /var/lib/store/{hex}/snapshot-{n}.bin",
          "disk usage of {path} at {n}%",
          "thread pool size={n} active={n} queued={n}",
          "retrying request {uuid} attempt {n} of 5",
          "consumer group {name} rebalanced, generation {n}",
          "partitions assigned: [{list}]",
          "partitions revoked: [{list}]",
          "deadlock found when trying to get lock, restarting transaction {hex}",
          "token for client \"{name}\" expired at {time}",
          "token for client \"{name}\" issued",
          "sending mail to {mail}",
          "mail to {mail} bounced with code {n}",
          "config reloaded from https://config.local/{name}/v{n}",
          "GC pause (G1 Evacuation Pause) {dec}ms",
          "heap usage {n}M of {n}M",
          "health check passed",
          "health check failed: {reason}",
          "shutting down",
          "starting up",
          "unable to resolve host {host}",
          "TLS handshake with {ip} failed: {reason}",
          "query took {dec} ms: select * from {name} where id = {n}",
          "deleted {n} expired sessions",
          "session {hex} created for {name}",
          "session {hex} destroyed",
          "feature flag {name} is on",
          "feature flag {name} is off",
          "received message offset={n} partition={n} key={key}",
          "checkpoint {n} completed in {n} ms ({n} bytes)",
          "checkpoint {n} declined by task {name}",
          "circuit breaker {name} changed from CLOSED to OPEN",
          "circuit breaker {name} changed from OPEN to HALF_OPEN",
          "circuit breaker {name} changed from HALF_OPEN to CLOSED",
          "rate limit exceeded for {ip}, {n} requests in {n}s",
          "scaled deployment {name} from {n} to {n} replicas");

  private static final String[] NAMES = {
    "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "mallory",
    "niaj", "olivia", "peggy", "rupert", "sybil", "trent", "victor", "walter", "yolanda"
  };
  private static final String[] CITIES = {
    "Bonn", "Ghent", "Lyon", "Porto", "Oslo", "Turin", "Graz", "Brno", "Cork", "Basel"
  };
  private static final String[] REASONS = {
    "timeout", "card_expired", "limit", "no_route", "bad_certificate", "unknown_issuer", "reset"
  };

  private MessageCorpus() {}

  /** So many messages; frequent statements are some hundred times as frequent as rare ones. */
  static List<Labelled> messages(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Labelled> messages = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      double skewed = Math.pow(random.nextDouble(), 2.0);
      int statement = (int) (skewed * STATEMENTS.size());
      messages.add(new Labelled(statement, print(STATEMENTS.get(statement), random)));
    }
    return messages;
  }

  private static String print(String statement, SplittableRandom random) {
    StringBuilder message = new StringBuilder();
    int from = 0;
    for (int open = statement.indexOf('{'); open >= 0; open = statement.indexOf('{', from)) {
      int close = statement.indexOf('}', open);
      message.append(statement, from, open);
      message.append(value(statement.substring(open + 1, close), random));
      from = close + 1;
    }
    return message.append(statement, from, statement.length()).toString();
  }

  private static String value(String kind, SplittableRandom random) {
    return switch (kind) {
      case "n" -> Integer.toString(random.nextInt(1, 100_000));
      case "dec" -> random.nextInt(100) + "." + random.nextInt(1000);
      case "money" -> random.nextInt(1, 500) + "." + random.nextInt(10, 99);
      case "port" -> Integer.toString(random.nextInt(1024, 65_535));
      case "status" -> Integer.toString(random.nextInt(200, 504));
      case "id" -> "A" + random.nextInt(10_000, 99_999);
      case "ip" ->
          random.nextInt(4) == 0
              ? "2001:db8::" + Integer.toHexString(random.nextInt(1, 65_535))
              : "10." + random.nextInt(256) + "." + random.nextInt(256) + ".7";
      case "uuid" -> new java.util.UUID(random.nextLong(), random.nextLong()).toString();
      case "hex" -> Long.toHexString(random.nextLong() | 1L << 60);
      case "host" -> "node" + random.nextInt(40) + ".eu.example.net";
      case "key" -> pick(NAMES, random) + ":" + random.nextInt(100);
      case "path" -> "/data/" + random.nextInt(20);
      case "time" ->
          "2024-02-%02dT12:%02d:00Z".formatted(random.nextInt(1, 29), random.nextInt(60));
      case "mail" -> pick(NAMES, random) + "@example.com";
      case "list" -> {
        List<String> items = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
          items.add("orders-" + random.nextInt(12));
        }
        yield String.join(", ", items);
      }
      case "city" -> pick(CITIES, random);
      case "reason" -> pick(REASONS, random);
      case "name" -> pick(NAMES, random);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static String pick(String[] of, SplittableRandom random) {
    return of[random.nextInt(of.length)];
  }
}
