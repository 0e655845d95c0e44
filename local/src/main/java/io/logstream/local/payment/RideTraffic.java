package io.logstream.local.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.event.Payment;
import io.logstream.functions.event.PaymentJson;
import io.logstream.functions.event.RideEvent;
import io.logstream.functions.event.RideEvent.Phase;
import io.logstream.functions.event.RideEventJson;
import io.logstream.functions.event.Topics;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * The events of a ride company: rides are requested, matched, started, ended and paid for, by users
 * of whom few ride often and most rarely. Clients retry, networks reorder, phones were offline, and
 * some records are damaged, at set shares. The same seed gives the same events but for their times.
 */
public final class RideTraffic {

  private static final Phase[] PHASES = Phase.values();
  private static final int DRIVERS_PER_USER = 10;

  /** A delayed event comes so many events later at most. */
  private static final int LONGEST_DELAY = 2_000;

  private static final long LONGEST_OFFLINE_NANOS = 120_000_000_000L;

  private final Shape shape;
  private final SplittableRandom random;
  private final Ride[] rides;
  private final PriorityQueue<Delayed> delayed =
      new PriorityQueue<>(Comparator.comparingLong(Delayed::due));
  private final PaymentJson paymentJson = new PaymentJson();
  private final RideEventJson rideJson = new RideEventJson();
  private long made;
  private long numbers;

  /**
   * How the traffic is.
   *
   * @param users how many there are
   * @param underway rides at the same time
   * @param duplicates share of events that come a second time
   * @param reordered share that comes after events that happened later
   * @param late share whose time is up to two minutes ago
   * @param malformed share that is damaged
   */
  public record Shape(
      int users, int underway, double duplicates, double reordered, double late, double malformed) {

    public static final Shape USUAL = new Shape(100_000, 2_000, 0.05, 0.05, 0.01, 0.001);

    public Shape {
      if (users < 1 || underway < 1) {
        throw new IllegalArgumentException(
            "rides: expected users and rides underway, found %d, %d".formatted(users, underway));
      }
      for (double share : new double[] {duplicates, reordered, late, malformed}) {
        if (!(share >= 0 && share <= 1)) {
          throw new IllegalArgumentException("rides: expected shares from 0 to 1, found " + share);
        }
      }
    }
  }

  /**
   * One record to send.
   *
   * @param user its key
   */
  public record Sent(String topic, String user, byte[] value) {}

  /** An event that is held back until so many events were made. */
  private record Delayed(long due, Sent sent) {}

  /** A ride underway. */
  private static final class Ride {
    private final String id;
    private final String user;
    private final String driver;
    private int step;

    Ride(String id, String user, String driver) {
      this.id = id;
      this.user = user;
      this.driver = driver;
    }
  }

  public RideTraffic(long seed, Shape shape) {
    this.shape = shape;
    this.random = new SplittableRandom(seed);
    this.rides = new Ride[shape.underway()];
  }

  /**
   * The next record.
   *
   * @param now nanoseconds since the epoch
   */
  public Sent next(long now) {
    made++;
    Delayed first = delayed.peek();
    if (first != null && first.due() <= made) {
      return delayed.remove().sent();
    }
    Sent sent = make(random.nextDouble() < shape.late() ? now - offline() : now);
    if (random.nextDouble() < shape.malformed()) {
      return damaged(sent);
    }
    if (random.nextDouble() < shape.duplicates()) {
      delayed.add(new Delayed(made + delay(), sent));
    }
    if (random.nextDouble() < shape.reordered()) {
      delayed.add(new Delayed(made + delay(), sent));
      return next(now);
    }
    return sent;
  }

  private Sent make(long at) {
    int place = random.nextInt(rides.length);
    Ride ride = rides[place];
    if (ride == null) {
      ride = begin();
      rides[place] = ride;
      // A third of the users put money on their account before they ride.
      if (random.nextInt(3) == 0) {
        return payment(ride, Payment.Kind.TOP_UP, 5_000 + 1_000L * random.nextInt(10), at);
      }
    }
    if (ride.step == PHASES.length) {
      rides[place] = null;
      return payment(ride, Payment.Kind.CHARGE, 400 + random.nextInt(3_000), at);
    }
    Phase phase = PHASES[ride.step++];
    String driver = phase == Phase.REQUESTED ? "" : ride.driver;
    RideEvent event = new RideEvent(id("e"), phase, ride.user, ride.id, driver, at);
    return new Sent(Topics.RIDES, ride.user, rideJson.write(event));
  }

  private Ride begin() {
    return new Ride(id("r"), "user-" + skewed(shape.users()), "driver-" + skewed(drivers()));
  }

  private int drivers() {
    return Math.max(1, shape.users() / DRIVERS_PER_USER);
  }

  /** The cube of an even number: the first hundredth of the users has a fifth of the rides. */
  private int skewed(int bound) {
    double even = random.nextDouble();
    return (int) (bound * even * even * even);
  }

  private Sent payment(Ride ride, Payment.Kind kind, long amount, long at) {
    boolean isCharge = kind == Payment.Kind.CHARGE;
    Payment payment =
        new Payment(
            id("p"),
            (isCharge ? "fare-" : "top-up-") + ride.id,
            kind,
            ride.user,
            isCharge ? ride.id : "",
            isCharge ? ride.driver : "",
            amount,
            "EUR",
            at,
            0);
    return new Sent(Topics.PAYMENTS, ride.user, paymentJson.write(payment));
  }

  private String id(String kind) {
    return kind + Long.toString(++numbers, 36);
  }

  private long delay() {
    return 1 + random.nextInt(LONGEST_DELAY);
  }

  private long offline() {
    return (long) (random.nextDouble() * LONGEST_OFFLINE_NANOS);
  }

  private Sent damaged(Sent sent) {
    byte[] damaged =
        random.nextBoolean()
            ? Arrays.copyOf(sent.value(), sent.value().length / 2)
            : "{\"v\":1}".getBytes(UTF_8);
    return new Sent(sent.topic(), sent.user(), damaged);
  }
}
