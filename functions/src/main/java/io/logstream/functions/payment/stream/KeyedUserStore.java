package io.logstream.functions.payment.stream;

import io.logstream.functions.payment.Rules;
import io.logstream.functions.payment.Seen;
import io.logstream.functions.payment.UserState;
import io.logstream.functions.payment.UserStateJson;
import io.logstream.functions.payment.UserStore;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
 * <p>A user's events come in bursts, a ride's within minutes. What was last read or written of the
 * users seen last stays beside the state as objects, so that most events neither search RocksDB nor
 * read JSON. All changes go to the state at once; whoever starts from it begins with none held.
 */
final class KeyedUserStore implements UserStore {

  /** Users of a subtask; some 600 bytes each. */
  private static final int MOST_HELD = 16_384;

  private final ValueState<byte[]> document;
  private final MapState<String, Seen> keys;
  private final ValueState<Long> erasedAt;
  private final Map<String, Held> held = new LinkedHashMap<>(MOST_HELD, 0.75f, true);
  private Held current;

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
  KeyedUserStore of(String user) throws Exception {
    current = held.get(user);
    if (current == null) {
      current = read();
      held.put(user, current);
      if (held.size() > MOST_HELD) {
        Iterator<Held> longestUnused = held.values().iterator();
        longestUnused.next();
        longestUnused.remove();
      }
    }
    return this;
  }

  private Held read() throws Exception {
    Held user = new Held();
    byte[] json = document.value();
    if (json != null) {
      user.state = Optional.of(UserStateJson.read(json));
    }
    Long at = erasedAt.value();
    if (at != null) {
      user.erasedAt = at;
    }
    return user;
  }

  @Override
  public Optional<UserState> state() {
    return current.state;
  }

  @Override
  public void keep(UserState state, byte[] json) throws Exception {
    document.update(json);
    current.state = Optional.of(state);
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
  }
}
