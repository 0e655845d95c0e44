package io.logstream.local;

import io.logstream.local.payment.RideProducer;
import io.logstream.local.payment.RideTraffic;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code logstream rides}: the traffic of a ride company. */
@Command(
    name = "rides",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sends the events of a ride company to topics rides and payments, keyed by user: request,"
          + " match, start, end, payment; with retries, reordering, late and damaged ones.",
      "A million events a minute: rides --rate 16667."
    })
final class Rides implements Callable<Integer> {

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Events a second; 0 for as many as it can. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "Ends after so many events; 0 for never. Default: ${DEFAULT-VALUE}.")
  private long count;

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Users; few ride often, most rarely. Default: ${DEFAULT-VALUE}.")
  private int users;

  @Option(
      names = "--duplicates",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description = "Share of events that clients send twice. Default: ${DEFAULT-VALUE}.")
  private double duplicates;

  @Option(
      names = "--reordered",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description = "Share that comes after later ones. Default: ${DEFAULT-VALUE}.")
  private double reordered;

  @Option(
      names = "--late",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description = "Share that happened up to two minutes ago. Default: ${DEFAULT-VALUE}.")
  private double late;

  @Option(
      names = "--malformed",
      paramLabel = "SHARE",
      defaultValue = "0.001",
      description = "Share that is damaged. Default: ${DEFAULT-VALUE}.")
  private double malformed;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same gives the same events. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--brokers",
      paramLabel = "HOST:PORT,…",
      defaultValue = "127.0.0.1:9092",
      description = "Kafka's brokers. Default: ${DEFAULT-VALUE}.")
  private String brokers;

  @Override
  public Integer call() {
    try (OrderlyEnd end = new OrderlyEnd()) {
      AtomicBoolean isEnding = new AtomicBoolean();
      end.ask(() -> isEnding.set(true));
      return send(isEnding::get);
    }
  }

  private int send(BooleanSupplier isEnding) {
    long start = System.nanoTime();
    try (RideProducer producer =
        new RideProducer(
            brokers,
            new RideTraffic(
                seed,
                new RideTraffic.Shape(users, 2_000, duplicates, reordered, late, malformed)))) {
      long sent = producer.run(rate, count == 0 ? Long.MAX_VALUE : count, isEnding);
      double seconds = (System.nanoTime() - start) / 1e9;
      System.err.printf("rides: %,d events acknowledged, %,.0f/s%n", sent, sent / seconds);
      return 0;
    } catch (KafkaException | IllegalArgumentException e) {
      System.err.println("rides: " + e.getMessage());
      return 1;
    }
  }
}
