package io.logstream.functions.payment.stream;

import io.logstream.functions.event.Payment;
import io.logstream.functions.event.RideEvent;
import io.logstream.functions.event.UserErasure;
import io.logstream.functions.event.UserEvent;

/**
 * A {@link UserEvent} between operators: of its fields one is set. A plain object with public
 * fields so that Flink serializes it without Kryo.
 */
public final class UserRecord {

  public Payment payment;
  public RideEvent ride;
  public UserErasure erasure;

  /** For Flink. */
  public UserRecord() {}

  static UserRecord of(UserEvent event) {
    UserRecord record = new UserRecord();
    if (event instanceof Payment payment) {
      record.payment = payment;
    } else if (event instanceof RideEvent ride) {
      record.ride = ride;
    } else {
      record.erasure = (UserErasure) event;
    }
    return record;
  }

  /** The event. */
  public UserEvent event() {
    if (payment != null) {
      return payment;
    }
    return ride != null ? ride : erasure;
  }

  /** The key of all state. */
  public String user() {
    return event().user();
  }
}
