package io.logstream.functions.payment;

import io.logstream.functions.event.JsonFields;
import io.logstream.functions.event.JsonText;
import io.logstream.functions.event.RideEvent;
import java.io.IOException;

/** The JSON of a {@link UserState}, as {@code schema/user-state.v1.json} has it. */
public final class UserStateJson {

  /** The version that is written; a reader takes any document of this major version. */
  public static final int VERSION = 1;

  private final JsonText out = new JsonText();

  /** The state's JSON, a new array. Not for two threads at once. */
  public byte[] write(UserState state) {
    out.begin(VERSION)
        .text("user", state.user())
        .text("account", state.account())
        .numbers("balances", state.balances())
        .number("settled", state.settled())
        .number("refused", state.refused());
    if (state.phase() != null) {
      out.text("ride", state.ride())
          .constant("phase", state.phase())
          .number("ride_at", state.rideAt());
    }
    return out.number("updated", state.updated()).end();
  }

  /**
   * The state of a JSON document.
   *
   * @throws IOException if it is no JSON or lacks what a state must have; the message names what
   */
  public static UserState read(byte[] json) throws IOException {
    JsonFields fields = JsonFields.of("user state", json, VERSION);
    String ride = fields.optional("ride");
    return new UserState(
        fields.required("user"),
        fields.optional("account"),
        fields.numbers("balances"),
        fields.number("settled"),
        fields.number("refused"),
        ride,
        ride.isEmpty() ? null : fields.constant("phase", RideEvent.Phase.class),
        ride.isEmpty() ? Long.MIN_VALUE : fields.number("ride_at"),
        fields.number("updated"));
  }
}
