package io.logstream.local;

import io.logstream.functions.payment.Rules;
import io.logstream.local.payment.PaymentWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code logstream payment-worker}: payments without Flink. */
@Command(
    name = "payment-worker",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Settles payments as the payment job does, as a plain member of a Kafka consumer group; its"
          + " state and ledger are an SQLite file that the members on a machine share.",
      "Three of them: payment-worker --instance 1 & payment-worker --instance 2 & payment-worker"
          + " --instance 3"
    })
final class PaymentWork implements Callable<Integer> {

  @Option(
      names = "--brokers",
      paramLabel = "HOST:PORT,…",
      defaultValue = "127.0.0.1:9092",
      description = "Kafka's brokers. Default: ${DEFAULT-VALUE}.")
  private String brokers;

  @Option(
      names = "--group",
      defaultValue = "payment-workers",
      description = "The consumer group. Default: ${DEFAULT-VALUE}.")
  private String group;

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      required = true,
      description = "This member's name in the group; the same after a restart.")
  private String instance;

  @Option(
      names = "--file",
      defaultValue = "data/payments.db",
      description = "The group's database. Default: ${DEFAULT-VALUE}.")
  private Path file;

  @Option(
      names = "--overdraft",
      paramLabel = "N",
      defaultValue = "0",
      description = "How far below zero a balance may fall, in minor units. Default: 0.")
  private long overdraft;

  @Option(
      names = "--fee",
      paramLabel = "N",
      defaultValue = "200",
      description = "The platform's share of a charge, per mille. Default: ${DEFAULT-VALUE}.")
  private int fee;

  @Option(
      names = "--largest-amount",
      paramLabel = "N",
      defaultValue = "100000000",
      description = "Of one payment, in minor units. Default: ${DEFAULT-VALUE}.")
  private long largestAmount;

  @Option(
      names = "--retry-horizon",
      paramLabel = "DURATION",
      defaultValue = "PT24H",
      description = "How long payments may be retried. Default: ${DEFAULT-VALUE}.")
  private Duration retryHorizon;

  @Override
  public Integer call() {
    try (OrderlyEnd end = new OrderlyEnd()) {
      return work(end);
    }
  }

  private int work(OrderlyEnd end) {
    Rules rules = new Rules(overdraft, largestAmount, fee, retryHorizon);
    try (PaymentWorker worker =
        new PaymentWorker(
            new PaymentWorker.Options(brokers, group, instance, file.toAbsolutePath(), rules))) {
      end.ask(worker::end);
      worker.run();
      return 0;
    } catch (Exception e) {
      System.err.println("payment-worker: " + e.getMessage());
      return 1;
    }
  }
}
