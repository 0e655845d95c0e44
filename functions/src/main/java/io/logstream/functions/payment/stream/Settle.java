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
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * The operator around {@link BackOffice}, keyed by user. Out come records of {@code
 * payments.settled}, {@code payments.refused} and {@code user-state}; the ledger's entries on the
 * side. The state of a user that changed comes out once a checkpoint, before the barrier.
 *
 * <p>Metrics: {@code payments} = {@code settled} + the sum of {@code refused.REASON}; {@code
 * rides}; {@code erasures}.
 */
public final class Settle extends AbstractStreamOperator<RoutedRecord>
    implements OneInputStreamOperator<UserRecord, RoutedRecord>, BoundedOneInput {

  private static final long serialVersionUID = 1L;

  /** What is to be booked. */
  public static final OutputTag<LedgerEntry> LEDGER =
      new OutputTag<>("ledger", TypeInformation.of(LedgerEntry.class));

  private final Rules rules;

  private transient KeyedUserStore store;
  private transient BackOffice office;
  private transient Map<Outcome, Counter> outcomes;
  private transient Counter payments;
  private transient Counter rides;
  private transient Counter erasures;

  public Settle(Rules rules) {
    this.rules = rules;
  }

  @Override
  public void open() throws Exception {
    super.open();
    store = new KeyedUserStore(getRuntimeContext(), rules);
    office =
        new BackOffice(
            rules, this::emit, entry -> output.collect(LEDGER, new StreamRecord<>(entry)));
    MetricGroup metrics = getMetricGroup();
    payments = metrics.counter("payments");
    rides = metrics.counter("rides");
    erasures = metrics.counter("erasures");
    outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      String name = outcome.name().toLowerCase(Locale.ROOT);
      outcomes.put(outcome, metrics.counter(outcome == Outcome.SETTLED ? name : "refused." + name));
    }
  }

  private void emit(RoutedRecord record) {
    output.collect(new StreamRecord<>(record));
  }

  @Override
  public void processElement(StreamRecord<UserRecord> element) throws Exception {
    UserEvent event = element.getValue().event();
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
    if (store.isFull()) {
      writeStates();
    }
  }

  private void writeStates() throws Exception {
    store.write(this::setCurrentKey, this::emit);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    writeStates();
  }

  @Override
  public void endInput() throws Exception {
    writeStates();
  }
}
