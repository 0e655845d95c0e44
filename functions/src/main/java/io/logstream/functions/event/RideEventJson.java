package io.logstream.functions.event;

import java.io.IOException;

/** The JSON of a {@link RideEvent}, as {@code schema/ride-event.v1.json} has it. */
public final class RideEventJson {

  /** The version that is written; a reader takes any document of this major version. */
  public static final int VERSION = 1;

  private final JsonText out = new JsonText();

  /** The event's JSON, a new array. Not for two threads at once. */
  public byte[] write(RideEvent event) {
    return out.begin(VERSION)
        .text("id", event.id())
        .constant("phase", event.phase())
        .text("user", event.user())
        .text("ride", event.ride())
        .text("driver", event.driver())
        .number("at", event.at())
        .end();
  }

  /**
   * The event of a JSON document.
   *
   * @throws IOException if it is no JSON or lacks what an event must have; the message names what
   */
  public static RideEvent read(byte[] json) throws IOException {
    JsonFields fields = JsonFields.of("ride event", json, VERSION);
    return new RideEvent(
        fields.optional("id"),
        fields.constant("phase", RideEvent.Phase.class),
        fields.required("user"),
        fields.required("ride"),
        fields.optional("driver"),
        fields.number("at"));
  }
}
