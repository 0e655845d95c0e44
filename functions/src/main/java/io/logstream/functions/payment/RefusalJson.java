package io.logstream.functions.payment;

import io.logstream.functions.event.JsonFields;
import io.logstream.functions.event.JsonText;
import io.logstream.functions.event.Payment;
import io.logstream.functions.event.PaymentJson;
import java.io.IOException;

/** The JSON of a {@link Refusal}, as {@code schema/refusal.v1.json} has it. */
public final class RefusalJson {

  /** The version that is written; a reader takes any document of this major version. */
  public static final int VERSION = 1;

  private final JsonText out = new JsonText();

  /** The refusal's JSON, a new array. Not for two threads at once. */
  public byte[] write(Refusal refusal) {
    Payment payment = refusal.payment();
    out.begin(VERSION).text("settlement", refusal.id()).constant("reason", refusal.reason());
    return PaymentJson.fields(out, payment).number("received", payment.received()).end();
  }

  /**
   * The refusal of a JSON document.
   *
   * @throws IOException if it is no JSON or lacks what a refusal must have
   */
  public static Refusal read(byte[] json) throws IOException {
    JsonFields fields = JsonFields.of("refusal", json, VERSION);
    return new Refusal(
        fields.required("settlement"),
        fields.constant("reason", Outcome.class),
        PaymentJson.read(json, fields.number("received")));
  }
}
