package io.logstream.functions.payment;

import io.logstream.functions.event.PaymentJson;
import io.logstream.functions.event.RideEventJson;
import io.logstream.functions.event.Topics;
import io.logstream.functions.event.UserErasureJson;
import io.logstream.functions.event.UserEvent;
import java.io.IOException;
import java.util.List;

/** Reads what changes users' state, by the topic that it comes from. */
public final class UserEvents {

  /** The topics, each keyed by user. */
  public static final List<String> TOPICS =
      List.of(Topics.RIDES, Topics.PAYMENTS, Topics.USER_ERASURES);

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** The year 2262: what nanoseconds can count to. */
  private static final long LATEST_MILLIS = Long.MAX_VALUE / NANOS_PER_MILLI - 1;

  private UserEvents() {}

  /**
   * The event of a record.
   *
   * @param timestamp of the record in Kafka, in milliseconds
   * @throws IOException if it is none; the message says what was expected
   */
  public static UserEvent read(String topic, byte[] value, long timestamp) throws IOException {
    return switch (topic) {
      case Topics.RIDES -> RideEventJson.read(value);
      case Topics.PAYMENTS ->
          PaymentJson.read(
              value, Math.max(0, Math.min(timestamp, LATEST_MILLIS)) * NANOS_PER_MILLI);
      case Topics.USER_ERASURES -> UserErasureJson.read(value);
      default ->
          throw new IOException("payments: expected one of %s, found %s".formatted(TOPICS, topic));
    };
  }
}
