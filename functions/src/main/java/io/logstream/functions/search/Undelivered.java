package io.logstream.functions.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;
import org.apache.flink.connector.base.sink.writer.ResultHandler;

/**
 * The entries of bulks that are under way. A checkpoint keeps them beside those in the buffer, so
 * that it need not wait for them: after a failure they are sent again, under the same ids.
 *
 * <p>Bulks end on threads of the client while the task takes its state. An entry goes from here
 * only once it is delivered; one that is to be sent again stays until that has ended, though the
 * buffer has it too.
 */
final class Undelivered {

  // By identity: entries do not say that they equal others.
  private final Set<BulkEntry> entries = ConcurrentHashMap.newKeySet();

  /** Takes a bulk's entries. Returns the handler by which they go. */
  ResultHandler<BulkEntry> track(List<BulkEntry> bulk, ResultHandler<BulkEntry> handler) {
    entries.addAll(bulk);
    return new ResultHandler<>() {
      @Override
      public void complete() {
        bulk.forEach(entries::remove);
        handler.complete();
      }

      @Override
      public void completeExceptionally(Exception e) {
        handler.completeExceptionally(e);
      }

      @Override
      public void retryForEntries(List<BulkEntry> again) {
        Set<BulkEntry> kept = identitySet(again);
        bulk.stream().filter(entry -> !kept.contains(entry)).forEach(entries::remove);
        handler.retryForEntries(again);
      }
    };
  }

  /** The buffer's state and, of what is under way, what it lacks. */
  BufferedRequestState<BulkEntry> with(
      List<RequestEntryWrapper<BulkEntry>> buffered, ToLongFunction<BulkEntry> size) {
    Set<BulkEntry> there =
        identitySet(buffered.stream().map(RequestEntryWrapper::getRequestEntry).toList());
    List<RequestEntryWrapper<BulkEntry>> all = new ArrayList<>();
    for (BulkEntry entry : entries) {
      if (!there.contains(entry)) {
        all.add(new RequestEntryWrapper<>(entry, size.applyAsLong(entry)));
      }
    }
    all.addAll(buffered);
    return new BufferedRequestState<>(all);
  }

  private static Set<BulkEntry> identitySet(List<BulkEntry> of) {
    Set<BulkEntry> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(of);
    return set;
  }
}
