package io.logstream.functions.payment.stream;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.payment.Results;
import io.logstream.functions.payment.Rules;
import io.logstream.functions.payment.Seen;
import io.logstream.functions.payment.UserState;
import io.logstream.functions.payment.UserStateJson;
import io.logstream.functions.payment.UserStore;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The store of the user that is the current key, in Flink's state. The document has no time to
 * live: it is money.
 *
 * <p>A user's events come in bursts, a ride's within minutes. The users seen last are held as
 * objects: most events neither search RocksDB nor read JSON, and what changes in a state between
 * two checkpoints is written once, to Flink's state and to {@code user-state}, by {@link #write}.
 * Nobody sees the steps between anyway, since the topic is committed with the checkpoint.
 */
final class KeyedUserStore implements UserStore {

  /** Users of a subtask; some 600 bytes each. */
  private static final int MOST_HELD = 50_000;

  private final ValueState<byte[]> document;
  private final MapState<String, Seen> keys;
  private final ValueState<Long> erasedAt;
  private final Results records = new Results();

  /** The longest unused first. */
  private final Map<String, Held> held = new LinkedHashMap<>(1024, 0.75f, true);

  private final Map<String, Held> changed = new LinkedHashMap<>();
  private Held current;
  private String user;

  /** What is known of one user. */
  private static final class Held {
    private Optional<UserState> state = Optional.empty();
    private long erasedAt = Long.MIN_VALUE;
  }

  KeyedUserStore(RuntimeContext context, Rules rules) {
    StateTtlConfig retention = StateTtlConfig.newBuilder(rules.keyRetention()).build();
    var keysDescriptor =
        new MapStateDescriptor<>("keys", Types.STRING, TypeInformation.of(Seen.class));
    keysDescriptor.enableTimeToLive(retention);
    keys = context.getMapState(keysDescriptor);
    var erasedDescriptor = new ValueStateDescriptor<>("erased-at", Types.LONG);
    erasedDescriptor.enableTimeToLive(retention);
    erasedAt = context.getState(erasedDescriptor);
    document =
        context.getState(
            new ValueStateDescriptor<>(
                "state", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
  }

  /** Turns to the user that is the current key. */
  KeyedUserStore of(String key) throws Exception {
    user = key;
    current = held.get(key);
    if (current == null) {
      current = read();
      held.put(key, current);
    }
    return this;
  }

  private Held read() throws Exception {
    Held read = new Held();
    byte[] json = document.value();
    if (json != null) {
      read.state = Optional.of(UserStateJson.read(json));
    }
    Long at = erasedAt.value();
    if (at != null) {
      read.erasedAt = at;
    }
    return read;
  }

  /** Whether more users are held than should be, so that it is time to {@link #write}. */
  boolean isFull() {
    return held.size() > MOST_HELD;
  }

  /**
   * Writes what changed since the last time, and lets go of the users that were longest unused.
   *
   * @param turnTo makes a user the current key
   * @param out takes the records of {@code user-state}
   */
  void write(Consumer<String> turnTo, Consumer<RoutedRecord> out) throws Exception {
    for (Map.Entry<String, Held> entry : changed.entrySet()) {
      RoutedRecord record = records.of(entry.getValue().state.orElseThrow());
      turnTo.accept(entry.getKey());
      document.update(record.value);
      out.accept(record);
    }
    changed.clear();
    Iterator<Held> longestUnused = held.values().iterator();
    while (held.size() > MOST_HELD * 3 / 4 && longestUnused.hasNext()) {
      longestUnused.next();
      longestUnused.remove();
    }
  }

  @Override
  public Optional<UserState> state() {
    return current.state;
  }

  @Override
  public void keep(UserState state) {
    current.state = Optional.of(state);
    changed.put(user, current);
  }

  @Override
  public Optional<Seen> seen(String key) throws Exception {
    return Optional.ofNullable(keys.get(key));
  }

  @Override
  public void remember(String key, Seen seen) throws Exception {
    keys.put(key, seen);
  }

  @Override
  public long erasedAt() {
    return current.erasedAt;
  }

  @Override
  public void erase(long at) throws Exception {
    document.clear();
    keys.clear();
    erasedAt.update(at);
    current.state = Optional.empty();
    current.erasedAt = at;
    changed.remove(user);
  }
}
