package io.logstream.functions.graph;

import io.logstream.functions.event.ServiceCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * What reports that come late change of what a trace was taken for: the difference of two joins
 * ({@link TraceJoin}). Whatever the order in which reports come, the sum of all updates is the join
 * of all reports.
 */
public final class TraceUpdates {

  private TraceUpdates() {}

  /**
   * The updates that lead from the calls of some reports to those of others.
   *
   * @param before the reports that were joined before; empty the first time
   * @param after the reports now
   */
  public static void between(
      Collection<ServiceCall> before, Collection<ServiceCall> after, Consumer<EdgeUpdate> updates) {
    List<EdgeCall> removed = new ArrayList<>();
    List<EdgeCall> added = new ArrayList<>();
    TraceJoin.join(before, removed::add);
    TraceJoin.join(after, added::add);
    for (Iterator<EdgeCall> all = added.iterator(); all.hasNext(); ) {
      if (removed.remove(all.next())) {
        all.remove();
      }
    }
    removed.forEach(call -> updates.accept(new EdgeUpdate(call, true)));
    for (EdgeCall call : added) {
      updates.accept(new EdgeUpdate(withoutToldTimes(call, removed), false));
    }
  }

  /** A sketch cannot forget: a duration that it was told once is not told again. */
  private static EdgeCall withoutToldTimes(EdgeCall call, List<EdgeCall> removed) {
    for (EdgeCall old : removed) {
      if (old.caller().equals(call.caller())
          && old.callee().equals(call.callee())
          && old.start() == call.start()) {
        return new EdgeCall(
            call.caller(),
            call.callee(),
            call.kind(),
            call.start(),
            unlessTold(call.clientDuration(), old.clientDuration()),
            unlessTold(call.serverDuration(), old.serverDuration()),
            call.failed(),
            call.bytes());
      }
    }
    return call;
  }

  private static long unlessTold(long duration, long told) {
    return told == ServiceCall.UNKNOWN ? duration : ServiceCall.UNKNOWN;
  }
}
