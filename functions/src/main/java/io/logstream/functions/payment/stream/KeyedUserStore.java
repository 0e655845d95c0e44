package io.logstream.functions.payment.stream;

import io.logstream.functions.payment.Rules;
import io.logstream.functions.payment.Seen;
import io.logstream.functions.payment.UserStore;
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
 */
final class KeyedUserStore implements UserStore {

  private final ValueState<byte[]> document;
  private final MapState<String, Seen> keys;
  private final ValueState<Long> erasedAt;

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

  @Override
  public Optional<byte[]> document() throws Exception {
    return Optional.ofNullable(document.value());
  }

  @Override
  public void keep(byte[] changed) throws Exception {
    document.update(changed);
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
  public long erasedAt() throws Exception {
    Long at = erasedAt.value();
    return at == null ? Long.MIN_VALUE : at;
  }

  @Override
  public void erase(long at) throws Exception {
    document.clear();
    keys.clear();
    erasedAt.update(at);
  }
}
