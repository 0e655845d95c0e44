package io.logstream.functions.payment;

import java.util.Optional;

/** What is kept of one user, wherever it is kept: in a job's state or in a file. */
public interface UserStore {

  /** The state last kept; empty where nothing is known. */
  Optional<UserState> state() throws Exception;

  /**
   * Replaces the state, and sees to it that {@code user-state} has it no later than what else
   * follows from the event.
   */
  void keep(UserState state) throws Exception;

  /** What is remembered under an idempotency key. */
  Optional<Seen> seen(String key) throws Exception;

  /** Remembers it, for {@link Rules#keyRetention()}. */
  void remember(String key, Seen seen) throws Exception;

  /** When the user was last erased; {@link Long#MIN_VALUE} if never or too long ago. */
  long erasedAt() throws Exception;

  /** Forgets everything but that, and when, the user was erased: {@link Rules#keyRetention()}. */
  void erase(long at) throws Exception;
}
