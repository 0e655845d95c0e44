package io.logstream.functions.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.Payment;
import io.logstream.functions.event.Payment.Kind;
import java.util.Locale;
import java.util.Optional;

/**
 * Derives the {@link Payment} that an event asks for: a structured line with an object {@code
 * payment} of at least {@code key}, {@code user}, {@code amount} in whole minor units and {@code
 * currency}, such as
 *
 * <pre>{@code
 * {"msg":"charge requested","payment":{"key":"fare-71","user":"u7","payee":"d3","amount":1250,"currency":"EUR"}}
 * }</pre>
 *
 * <p>A line that merely speaks of a payment is none: money is not moved on a guess.
 */
public final class Payments {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a reader of topic {@code payments} takes at most. */
  private static final int LONGEST = 256;

  private Payments() {}

  /** The payment that the event asks for; empty where it asks for none. */
  public static Optional<Payment> of(Event event) {
    Optional<String> object = event.vendorText("payment");
    if (object.isEmpty()) {
      object = event.vendorText(event.textOrNull(EcsField.EVENT_DATASET) + ".payment");
    }
    if (object.isEmpty() || !object.get().startsWith("{")) {
      return Optional.empty();
    }
    try {
      return payment(event, JSON.readTree(object.get()));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<Payment> payment(Event event, JsonNode asked) {
    String key = text(asked, "key");
    String user = text(asked, "user");
    String currency = text(asked, "currency");
    JsonNode amount = asked.path("amount");
    Optional<Kind> kind = kind(text(asked, "kind"));
    if (key.isEmpty()
        || user.isEmpty()
        || currency.isEmpty()
        || !amount.isIntegralNumber()
        || !amount.canConvertToLong()
        || kind.isEmpty()) {
      return Optional.empty();
    }
    long at = event.number(EcsField.TIMESTAMP, 0);
    String id = event.textOrNull(EcsField.EVENT_ID);
    return Optional.of(
        new Payment(
            id == null ? key : id,
            key,
            kind.get(),
            user,
            text(asked, "ride"),
            text(asked, "payee"),
            amount.longValue(),
            currency,
            at,
            at));
  }

  private static Optional<Kind> kind(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "", "charge" -> Optional.of(Kind.CHARGE);
      case "top_up" -> Optional.of(Kind.TOP_UP);
      default -> Optional.empty();
    };
  }

  private static String text(JsonNode asked, String name) {
    JsonNode value = asked.path(name);
    return value.isTextual() && value.textValue().length() <= LONGEST ? value.textValue() : "";
  }
}
