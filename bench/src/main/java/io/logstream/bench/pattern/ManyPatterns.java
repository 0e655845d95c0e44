package io.logstream.bench.pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.TextNode;
import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.stream.PatternEvents;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Patterns as many teams have them, and the lines of a hundred services that they look at. Nine of
 * ten are of one service and its words; every tenth asks for each error line of every service, by
 * turns from the first on and once the service was deployed.
 */
final class ManyPatterns {

  private static final int SERVICES = 100;
  private static final int WORDS = 50;

  /** Of a thousand lines, half of them of the service that fails at the time. */
  private static final int ERRORS = 20;

  /** Of so many lines one service fails, which then has half of all error lines. */
  private static final int OUTAGE = 5_000;

  /** Of a hundred thousand lines. */
  private static final int DEPLOYMENTS = 20;

  private ManyPatterns() {}

  /** A pattern of the mix. */
  static ControlRow mixed(int number) {
    return number % 10 == 0 ? general(number) : row(number, ofOneService(number));
  }

  /** A pattern that asks for every error line. */
  static ControlRow general(int number) {
    return row(
        number,
        number / 10 % 2 == 0
            ? """
            key: service
            steps:
              - { name: errors, times: 3, where: { type: log, log.level: [error, fatal] } }
              - { name: word, where: { type: log, message: { contains: code-%d } } }
            """
                .formatted(number % WORDS)
            : """
            key: service
            steps:
              - { name: deploy, where: { type: change, change.kind: [deploy, flag] } }
              - { name: rollback, absent: true, where: { type: change, change.kind: rollback } }
              - { name: errors, times: 2, where: { type: log, log.level: [error, fatal] } }
              - { name: word, where: { type: log, message: { contains: code-%d } } }
            """
                .formatted(number % WORDS));
  }

  private static String ofOneService(int number) {
    String service = "service-" + (number + number / SERVICES) % SERVICES;
    String word = "code-" + number % WORDS;
    return switch (number % 3) {
      case 0 ->
"""
key: service
steps:
  - { name: failures, times: 2, where: { type: log, service.name: %s, message: { contains: [%s, pool exhausted] } } }
"""
              .formatted(service, word);
      case 1 ->
"""
key: host
steps:
  - { name: memory, where: { type: log, service.name: %s, message: { contains: [out of memory, %s] } } }
  - { name: restart, where: { type: log, service.name: %s, message: { contains: started in } } }
"""
              .formatted(service, word, service);
      default ->
"""
key: trace
steps:
  - { name: begun, where: { type: log, service.name: %s, message: { contains: order begun } } }
  - { name: failed, where: { type: log, service.name: %s, log.level: error, message: { contains: %s } } }
"""
              .formatted(service, service, word);
    };
  }

  private static ControlRow row(int number, String keyAndSteps) {
    String id = "p" + number;
    String pattern =
        """
        id: %s
        title: "{key} fails as in case %d"
        severity: medium
        fault: errors
        within: 1m
        explanation: "{key} failed"
        runbook: docs/runbook.md
        """
                .formatted(id, number)
            + keyAndSteps;
    ControlRow row = new ControlRow();
    row.topic = Topics.CONTROL_PATTERNS;
    row.offset = number;
    row.key = id.getBytes(UTF_8);
    row.value =
        ("{\"kind\":\"pattern\",\"pattern\":" + TextNode.valueOf(pattern) + "}").getBytes(UTF_8);
    return row;
  }

  /** The event of a number, the same each time. */
  static PatternEvent event(long number, long time) {
    SplittableRandom random = new SplittableRandom(number);
    Map<String, String> fields = new HashMap<>();
    boolean isOfFailing = random.nextInt(1_000) < ERRORS / 2;
    long service = isOfFailing ? number / OUTAGE % SERVICES : random.nextInt(SERVICES);
    fields.put("service.name", "service-" + service);
    if (random.nextInt(100_000) < DEPLOYMENTS) {
      fields.put("type", "change");
      fields.put("change.kind", "deploy");
      fields.put("change.version", "v" + number);
    } else {
      boolean isError = isOfFailing || random.nextInt(1_000) < ERRORS / 2;
      line(fields, "trace-" + number / 8, isError ? "error" : "info");
      fields.put("host.name", "host-" + random.nextInt(SERVICES));
      fields.put("message", message(random, isError));
    }
    return PatternEvents.event("e" + number, time, fields);
  }

  private static String message(SplittableRandom random, boolean isError) {
    if (isError) {
      return "request to the store failed with code-" + random.nextInt(WORDS);
    }
    return switch (random.nextInt(200)) {
      case 0 -> "application started in 4.2 s";
      case 1 -> "order begun for customer " + random.nextInt(1_000_000);
      default -> "GET /orders/" + random.nextInt(1_000_000) + " served in 12 ms";
    };
  }

  /** A line of a trace that has no other, with which patterns of its service begin to match. */
  static PatternEvent once(long number, long time) {
    Map<String, String> fields = new HashMap<>();
    fields.put("service.name", "service-" + number % SERVICES);
    fields.put("host.name", "host-" + number % SERVICES);
    line(fields, "once-" + number, "info");
    fields.put("message", "order begun for customer " + number);
    return PatternEvents.event("o" + number, time, fields);
  }

  private static void line(Map<String, String> fields, String trace, String level) {
    fields.put("type", "log");
    fields.put("trace.id", trace);
    fields.put("log.level", level);
    fields.put("log.logger", "shop.orders.OrderService");
    fields.put("process.thread.name", "http-worker-7");
    fields.put("service.version", "4.2.0");
    fields.put("event.dataset", "shop.orders");
  }
}
