package io.logstream.local.payment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.Topics;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must come of the payments in Kafka, worked out from their documents alone, in one pass, with
 * nothing of the code under test: who asked first under a key is settled if the balance allows it.
 */
final class PaymentOracle {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Attempt and user → amount, of what must be settled. */
  final Map<String, Long> settled = new HashMap<>();

  /** Attempt and reason → how often. */
  final Map<String, Long> refused = new TreeMap<>();

  /** User → minor units. */
  final Map<String, Long> balances = new TreeMap<>();

  /** Records that are no payment. */
  long malformed;

  /** User and idempotency key → digest of the first attempt. */
  private final Map<String, UUID> first = new HashMap<>();

  /**
   * @param payments gives all records of the topic, each partition's in its order
   */
  PaymentOracle(PaymentTopics payments) {
    payments.forEach(Topics.PAYMENTS, record -> take(record.value()));
  }

  /** How many records the payments come to. */
  long results() {
    return settled.size() + refused.values().stream().mapToLong(Long::longValue).sum();
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
    UUID what = what(payment);
    UUID before = first.putIfAbsent(key, what);
    if (before != null) {
      String reason = before.equals(what) ? " duplicate" : " key_reused";
      refused.merge(payment.get("id").asText() + reason, 1L, Long::sum);
    } else if (balances.getOrDefault(user, 0L) + change < 0) {
      refused.merge(payment.get("id").asText() + " insufficient_funds", 1L, Long::sum);
    } else {
      Long other = settled.put(payment.get("id").asText() + ' ' + user, amount);
      assertThat(other).as("two payments of one name").isNull();
      balances.merge(user, change, Long::sum);
    }
  }

  /** What a retry has in common with the first attempt. */
  private static UUID what(JsonNode payment) {
    String fields =
        Stream.of("kind", "ride", "payee", "amount", "currency")
            .map(field -> payment.path(field).asText())
            .collect(Collectors.joining(" "));
    return UUID.nameUUIDFromBytes(fields.getBytes(UTF_8));
  }
}
