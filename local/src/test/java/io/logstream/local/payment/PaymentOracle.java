package io.logstream.local.payment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What must come of the payments in Kafka, worked out from their documents alone, in one pass, with
 * nothing of the code under test: who asked first under a key is settled if the balance allows it.
 */
final class PaymentOracle {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** User and idempotency key → amount, of what must be settled. */
  final Map<String, Long> settled = new TreeMap<>();

  /** Attempt and reason → how often. */
  final Map<String, Long> refused = new TreeMap<>();

  /** User → minor units. */
  final Map<String, Long> balances = new TreeMap<>();

  /** Records that are no payment. */
  long malformed;

  private final Map<String, String> first = new HashMap<>();

  /**
   * @param payments all records of the topic, each partition's in its order
   */
  PaymentOracle(List<ConsumerRecord<byte[], byte[]>> payments) {
    payments.forEach(record -> take(record.value()));
  }

  private void take(byte[] value) {
    JsonNode payment;
    try {
      payment = JSON.readTree(value);
    } catch (IOException e) {
      malformed++;
      return;
    }
    if (!payment.hasNonNull("user")) {
      malformed++;
      return;
    }
    String user = payment.get("user").asText();
    String key = user + " " + payment.get("key").asText();
    long amount = payment.get("amount").asLong();
    long change = payment.get("kind").asText().equals("charge") ? -amount : amount;
    String what = what(payment);
    String before = first.putIfAbsent(key, what);
    if (before != null) {
      String reason = before.equals(what) ? " duplicate" : " key_reused";
      refused.merge(payment.get("id").asText() + reason, 1L, Long::sum);
    } else if (balances.getOrDefault(user, 0L) + change < 0) {
      refused.merge(payment.get("id").asText() + " insufficient_funds", 1L, Long::sum);
    } else {
      settled.put(key, amount);
      balances.merge(user, change, Long::sum);
    }
  }

  /** What a retry has in common with the first attempt. */
  private static String what(JsonNode payment) {
    return Stream.of("kind", "ride", "payee", "amount", "currency")
        .map(field -> payment.path(field).asText())
        .collect(Collectors.joining(" "));
  }
}
