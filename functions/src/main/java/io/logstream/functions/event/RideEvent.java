package io.logstream.functions.event;

/**
 * A step in the life of a ride: the record of topic {@code rides}, key: the user. Its JSON is
 * {@link RideEventJson}'s, its schema {@code schema/ride-event.v1.json}.
 *
 * @param id of the event
 * @param phase which step
 * @param user who rides
 * @param ride which ride
 * @param driver empty until there is a match
 * @param at nanoseconds since the epoch
 */
public record RideEvent(String id, Phase phase, String user, String ride, String driver, long at)
    implements UserEvent {

  /** The steps, in their order. */
  public enum Phase {
    REQUESTED,
    MATCHED,
    STARTED,
    ENDED
  }
}
