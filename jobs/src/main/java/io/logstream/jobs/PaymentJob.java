package io.logstream.jobs;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.payment.Rules;
import io.logstream.functions.payment.UserEvents;
import io.logstream.functions.payment.stream.ReadUserEvents;
import io.logstream.functions.payment.stream.Settle;
import io.logstream.functions.payment.stream.UserRecord;
import io.logstream.functions.route.RawRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Settles payments, each once, and keeps the state of users.
 *
 * <pre>
 * rides, payments, ──▶ read ──▶ decide, follow rides, forget ─┬─▶ payments.settled, payments.refused,
 * user-erasures         │               (by user)             │   user-state
 *                       ▼                                     └─▶ ledger (PostgreSQL or a file)
 *                   logs.dead
 * </pre>
 *
 * <p>Kafka's and PostgreSQL's transactions commit with the same checkpoint, each on its own: what
 * is in one and not yet in the other follows within moments, after a failure from the checkpoint.
 */
public final class PaymentJob {

  private PaymentJob() {}

  public static void main(String[] args) throws Exception {
    PaymentJobOptions options = PaymentJobOptions.of(args);
    StreamExecutionEnvironment env = JobEnvironment.create();
    define(
        env,
        KafkaEnds.gatheredRecords(
            options.brokers(), options.group(), UserEvents.TOPICS.toArray(String[]::new)),
        KafkaEnds.transactional(
            options.brokers(), options.transactionPrefix(), options.guarantee()),
        LedgerEnds.at(options.ledger()),
        options.rules());
    env.execute("payment");
  }

  /** The topology between its ends. */
  public static void define(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> source,
      Sink<RoutedRecord> sink,
      LedgerEnds ledger,
      Rules rules) {
    var raw =
        env.fromSource(
            source,
            WatermarkStrategy.noWatermarks(),
            Operator.PAYMENT_SOURCE.title(),
            TypeInformation.of(RawRecord.class));
    raw.uid(Operator.PAYMENT_SOURCE.uid());
    var events = Operator.PAYMENT_READ.on(raw.process(new ReadUserEvents()));
    var results =
        Operator.PAYMENT_SETTLE.on(
            events
                .keyBy(UserRecord::user)
                .transform(
                    Operator.PAYMENT_SETTLE.title(),
                    TypeInformation.of(RoutedRecord.class),
                    new Settle(rules)));
    Operator.PAYMENT_SINK.on(results.union(events.getSideOutput(ReadUserEvents.DEAD)).sinkTo(sink));
    ledger.take(results.getSideOutput(Settle.LEDGER));
  }
}
