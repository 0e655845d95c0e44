package io.logstream.functions.payment;

import io.logstream.functions.event.JsonFields;
import io.logstream.functions.event.JsonText;
import io.logstream.functions.event.Payment;
import java.io.IOException;

/** The JSON of a {@link Settlement}, as {@code schema/settlement.v1.json} has it. */
public final class SettlementJson {

  /** The version that is written; a reader takes any document of this major version. */
  public static final int VERSION = 1;

  private final JsonText out = new JsonText();

  /** The settlement's JSON, a new array. Not for two threads at once. */
  public byte[] write(Settlement settlement) {
    return out.begin(VERSION)
        .text("id", settlement.id())
        .text("request", settlement.request())
        .constant("kind", settlement.kind())
        .text("user", settlement.user())
        .text("account", settlement.account())
        .text("ride", settlement.ride())
        .text("payee", settlement.payee())
        .number("amount", settlement.amount())
        .number("fee", settlement.fee())
        .text("currency", settlement.currency())
        .number("balance", settlement.balance())
        .number("at", settlement.at())
        .number("received", settlement.received())
        .end();
  }

  /**
   * The settlement of a JSON document.
   *
   * @throws IOException if it is no JSON or lacks what a settlement must have
   */
  public static Settlement read(byte[] json) throws IOException {
    JsonFields fields = JsonFields.of("settlement", json, VERSION);
    return new Settlement(
        fields.required("id"),
        fields.required("request"),
        fields.constant("kind", Payment.Kind.class),
        fields.required("user"),
        fields.required("account"),
        fields.optional("ride"),
        fields.optional("payee"),
        fields.number("amount"),
        fields.number("fee"),
        fields.required("currency"),
        fields.number("balance"),
        fields.number("at"),
        fields.number("received"));
  }
}
