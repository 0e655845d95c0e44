package io.logstream.functions.event;

/** What changes the state of a user. */
public sealed interface UserEvent permits Payment, RideEvent, UserErasure {

  /** The user that it is about: the key of all topics and state. */
  String user();

  /** When it happened, in nanoseconds since the epoch. */
  long at();
}
