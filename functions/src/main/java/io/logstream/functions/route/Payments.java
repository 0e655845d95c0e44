package io.logstream.functions.route;

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

  private Payments() {}

  /** The payment that the event asks for; empty where it asks for none. */
  public static Optional<Payment> of(Event event) {
    String key = field(event, "key");
    String user = field(event, "user");
    String amount = field(event, "amount");
    String currency = field(event, "currency");
    if (key.isEmpty() || user.isEmpty() || currency.isEmpty() || !amount.matches("-?\\d{1,18}")) {
      return Optional.empty();
    }
    Optional<Kind> kind = kind(field(event, "kind"));
    if (kind.isEmpty()) {
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
            field(event, "ride"),
            field(event, "payee"),
            Long.parseLong(amount),
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

  /** A field of the line's object {@code payment}, at the top or under the line's dataset. */
  private static String field(Event event, String name) {
    Optional<String> direct = event.vendorText("payment." + name);
    if (direct.isPresent()) {
      return direct.get();
    }
    String dataset = event.textOrNull(EcsField.EVENT_DATASET);
    return event.vendorText(dataset + ".payment." + name).orElse("");
  }
}
