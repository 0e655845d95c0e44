package io.logstream.functions.payment;

import io.logstream.functions.event.RideEvent;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that is known of a user: the record of topic {@code user-state}, key: the user, compacted.
 * Its JSON is {@link UserStateJson}'s, its schema {@code schema/user-state.v1.json}.
 *
 * @param user who
 * @param account the number under which the ledger has the user; empty before the first payment. It
 *     is the only way from the ledger to the user, and goes with this state when the user is erased
 * @param balances minor units by currency
 * @param settled payments settled
 * @param refused payments refused, duplicates among them
 * @param ride the last ride; empty before the first
 * @param phase how far that ride is; null while {@code ride} is empty
 * @param rideAt when that step was, nanoseconds since the epoch
 * @param updated the latest time of any event in here, nanoseconds since the epoch
 */
public record UserState(
    String user,
    String account,
    SortedMap<String, Long> balances,
    long settled,
    long refused,
    String ride,
    RideEvent.Phase phase,
    long rideAt,
    long updated) {

  public UserState {
    balances = Collections.unmodifiableSortedMap(balances);
  }

  /** A user of whom nothing is known. */
  public static UserState of(String user) {
    return new UserState(user, "", new TreeMap<>(), 0, 0, "", null, Long.MIN_VALUE, 0);
  }

  /** In minor units; zero in a currency that the user never had. */
  public long balance(String currency) {
    return balances.getOrDefault(currency, 0L);
  }

  /**
   * After a step of a ride. The latest step stays, whatever the order in which they come: by time,
   * then by phase, then by ride. The same object where nothing changes.
   */
  public UserState after(RideEvent event) {
    if (phase != null && !isLater(event)) {
      return this;
    }
    return new UserState(
        user,
        account,
        balances,
        settled,
        refused,
        event.ride(),
        event.phase(),
        event.at(),
        Math.max(updated, event.at()));
  }

  private boolean isLater(RideEvent event) {
    if (event.at() != rideAt) {
      return event.at() > rideAt;
    }
    if (event.phase() != phase) {
      return event.phase().compareTo(phase) > 0;
    }
    return event.ride().compareTo(ride) > 0;
  }

  UserState afterRefusal(long at) {
    return new UserState(
        user, account, balances, settled, refused + 1, ride, phase, rideAt, Math.max(updated, at));
  }

  UserState afterSettlement(String ownAccount, String currency, long balance, long at) {
    SortedMap<String, Long> changed = new TreeMap<>(balances);
    changed.put(currency, balance);
    return new UserState(
        user,
        ownAccount,
        changed,
        settled + 1,
        refused,
        ride,
        phase,
        rideAt,
        Math.max(updated, at));
  }
}
