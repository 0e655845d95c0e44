package io.logstream.functions.payment.stream;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.payment.Decision;
import io.logstream.functions.payment.Erasure;
import io.logstream.functions.payment.LedgerEntry;
import io.logstream.functions.payment.Outcome;
import io.logstream.functions.payment.Payment;
import io.logstream.functions.payment.Results;
import io.logstream.functions.payment.RideEvent;
import io.logstream.functions.payment.Rules;
import io.logstream.functions.payment.Seen;
import io.logstream.functions.payment.Teller;
import io.logstream.functions.payment.UserEvent;
import io.logstream.functions.payment.UserState;
import io.logstream.functions.payment.UserStateJson;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keyed by user: decides payments, follows rides, forgets on request. Out come records of {@code
 * payments.settled}, {@code payments.refused} and {@code user-state}; the ledger's entries on the
 * side.
 *
 * <p>A user's state is the document that was last written to {@code user-state}, byte for byte. It
 * has no time to live: it is money. Idempotency keys and erasures have {@link
 * Rules#keyRetention()}.
 *
 * <p>Metrics: {@code payments} = {@code settled} + the sum of {@code refused.REASON}; {@code
 * rides}; {@code erasures}.
 */
public final class Settle extends KeyedProcessFunction<String, UserRecord, RoutedRecord> {

  private static final long serialVersionUID = 1L;

  /** What is to be booked. */
  public static final OutputTag<LedgerEntry> LEDGER =
      new OutputTag<>("ledger", TypeInformation.of(LedgerEntry.class));

  private final Rules rules;

  private transient ValueState<byte[]> state;
  private transient MapState<String, Seen> keys;
  private transient ValueState<Long> erasedAt;
  private transient Teller teller;
  private transient Results results;
  private transient UserStateJson json;
  private transient Map<Outcome, Counter> outcomes;
  private transient Counter payments;
  private transient Counter rides;
  private transient Counter erasures;

  public Settle(Rules rules) {
    this.rules = rules;
  }

  @Override
  public void open(OpenContext context) {
    StateTtlConfig retention = StateTtlConfig.newBuilder(rules.keyRetention()).build();
    var keysDescriptor =
        new MapStateDescriptor<>("keys", Types.STRING, TypeInformation.of(Seen.class));
    keysDescriptor.enableTimeToLive(retention);
    keys = getRuntimeContext().getMapState(keysDescriptor);
    var erasedDescriptor = new ValueStateDescriptor<>("erased-at", Types.LONG);
    erasedDescriptor.enableTimeToLive(retention);
    erasedAt = getRuntimeContext().getState(erasedDescriptor);
    state =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "state", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    teller = new Teller(rules);
    results = new Results();
    json = new UserStateJson();
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    payments = metrics.counter("payments");
    rides = metrics.counter("rides");
    erasures = metrics.counter("erasures");
    outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      String name = outcome.name().toLowerCase(Locale.ROOT);
      outcomes.put(outcome, metrics.counter(outcome == Outcome.SETTLED ? name : "refused." + name));
    }
  }

  @Override
  public void processElement(UserRecord record, Context context, Collector<RoutedRecord> out)
      throws Exception {
    UserEvent event = record.event();
    if (event instanceof Payment payment) {
      pay(payment, context, out);
    } else if (event instanceof RideEvent ride) {
      rides.inc();
      if (isSinceErasure(ride)) {
        UserState before = state(ride.user());
        keep(before, before.after(ride), out);
      }
    } else {
      erase((Erasure) event, out);
    }
  }

  private void pay(Payment payment, Context context, Collector<RoutedRecord> out) throws Exception {
    payments.inc();
    UserState before = state(payment.user());
    Long erased = erasedAt.value();
    Decision decision =
        teller.decide(
            payment,
            before,
            Optional.ofNullable(keys.get(payment.key())),
            erased == null ? Long.MIN_VALUE : erased);
    if (decision.seen().isPresent()) {
      keys.put(payment.key(), decision.seen().get());
    }
    if (decision instanceof Decision.Settled settled) {
      outcomes.get(Outcome.SETTLED).inc();
      for (LedgerEntry entry : settled.settlement().entries()) {
        context.output(LEDGER, entry);
      }
    } else {
      outcomes.get(((Decision.Refused) decision).refusal().reason()).inc();
    }
    out.collect(results.of(decision));
    keep(before, decision.state(), out);
  }

  private UserState state(String user) throws IOException {
    byte[] document = state.value();
    return document == null ? UserState.of(user) : UserStateJson.read(document);
  }

  private void keep(UserState before, UserState after, Collector<RoutedRecord> out)
      throws IOException {
    if (!after.equals(before)) {
      byte[] document = json.write(after);
      state.update(document);
      out.collect(results.of(after, document));
    }
  }

  private boolean isSinceErasure(UserEvent event) throws IOException {
    Long erased = erasedAt.value();
    return erased == null || event.at() > erased;
  }

  private void erase(Erasure erasure, Collector<RoutedRecord> out) throws IOException {
    erasures.inc();
    state.clear();
    keys.clear();
    Long before = erasedAt.value();
    erasedAt.update(before == null ? erasure.at() : Math.max(before, erasure.at()));
    out.collect(results.of(erasure));
  }
}
