package io.logstream.functions.payment.stream;

import io.logstream.functions.event.Payment;
import io.logstream.functions.event.RideEvent;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.UserErasure;
import io.logstream.functions.event.UserEvent;
import io.logstream.functions.payment.BackOffice;
import io.logstream.functions.payment.LedgerEntry;
import io.logstream.functions.payment.Outcome;
import io.logstream.functions.payment.Rules;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * The operator around {@link BackOffice}, keyed by user. Out come records of {@code
 * payments.settled}, {@code payments.refused} and {@code user-state}; the ledger's entries on the
 * side.
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

  private transient KeyedUserStore store;
  private transient BackOffice office;
  private transient Collector<RoutedRecord> results;
  private transient Context now;
  private transient Map<Outcome, Counter> outcomes;
  private transient Counter payments;
  private transient Counter rides;
  private transient Counter erasures;

  public Settle(Rules rules) {
    this.rules = rules;
  }

  @Override
  public void open(OpenContext context) {
    store = new KeyedUserStore(getRuntimeContext(), rules);
    office =
        new BackOffice(
            rules, record -> results.collect(record), entry -> now.output(LEDGER, entry));
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
    results = out;
    now = context;
    UserEvent event = record.event();
    store.of(event.user());
    if (event instanceof Payment payment) {
      payments.inc();
      outcomes.get(office.pay(payment, store)).inc();
    } else if (event instanceof RideEvent ride) {
      rides.inc();
      office.follow(ride, store);
    } else {
      erasures.inc();
      office.erase((UserErasure) event, store);
    }
  }
}
