package io.logstream.functions.event;

import java.io.IOException;

/** The JSON of a {@link Payment}, as {@code schema/payment.v1.json} has it. Not thread-safe. */
public final class PaymentJson {

  /** The version that is written; a reader takes any document of this major version. */
  public static final int VERSION = 1;

  private final JsonText out = new JsonText();

  /** The payment's JSON, a new array. */
  public byte[] write(Payment payment) {
    return fields(out.begin(VERSION), payment).end();
  }

  /** Writes the payment's fields into a document that has more. */
  public static JsonText fields(JsonText out, Payment payment) {
    return out.text("id", payment.id())
        .text("key", payment.key())
        .constant("kind", payment.kind())
        .text("user", payment.user())
        .text("ride", payment.ride())
        .text("payee", payment.payee())
        .number("amount", payment.amount())
        .text("currency", payment.currency())
        .number("at", payment.at());
  }

  /**
   * The payment of a JSON document.
   *
   * @param received when it reached Kafka, nanoseconds since the epoch
   * @throws IOException if it is no JSON or lacks what a payment must have; the message names what
   */
  public static Payment read(byte[] json, long received) throws IOException {
    JsonFields fields = JsonFields.of("payment", json, VERSION);
    String key = fields.required("key");
    String id = fields.optional("id");
    return new Payment(
        id.isEmpty() ? key : id,
        key,
        fields.constant("kind", Payment.Kind.class),
        fields.required("user"),
        fields.optional("ride"),
        fields.optional("payee"),
        fields.number("amount"),
        fields.required("currency"),
        fields.number("at"),
        received);
  }
}
