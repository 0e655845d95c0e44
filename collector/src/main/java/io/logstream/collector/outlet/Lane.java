package io.logstream.collector.outlet;

import io.logstream.collector.CollectorMetrics;
import io.logstream.collector.line.Line;
import io.logstream.collector.line.Parcel;
import io.logstream.collector.line.Receipt;
import io.logstream.collector.spool.Spool;
import io.logstream.collector.spool.SpoolSlice;
import io.logstream.functions.resilience.Guard;
import io.logstream.functions.resilience.GuardState;
import io.logstream.functions.resilience.TurnedAwayException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a share of the source streams into Kafka: one thread, one producer, one spool, so that
 * the order within a stream needs no lock.
 *
 * <pre>
 *              Kafka well, spool empty
 *   queue ────────────────────────────────▶ Kafka
 *     │                                       ▲
 *     └────▶ spool (fsync) ──── in order ─────┘
 *       Kafka away or slow      Kafka back; new lines join at the spool's end until it is empty
 * </pre>
 *
 * <p>A receipt is told when its lines are in Kafka (all in-sync replicas) or forced to the spool's
 * disk. Without room in either, lines stay in the queue, the {@link Gate} closes and senders wait.
 */
public final class Lane implements AutoCloseable {

  /** Bytes sent to Kafka without an answer yet. */
  static final int WINDOW_BYTES = 16 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final int SLICE_BYTES = 512 << 10;
  private static final int SPOOL_WRITE_BYTES = 4 << 20;

  /** How long a write that the disk refused is not tried again. */
  private static final Duration DISK_REST = Duration.ofSeconds(1);

  /** The longest that a stall of Kafka goes unnoticed beyond its time-out. */
  private static final long PARK_NANOS = Duration.ofMillis(50).toNanos();

  private final Guard guard;
  private final Gate gate;
  private final CollectorMetrics metrics;
  private final Spool spool;
  private final RawRecords rawRecords;
  private final KafkaLink link;
  private final Thread thread;

  private final ConcurrentLinkedQueue<Cargo> queue = new ConcurrentLinkedQueue<>();

  /** Goes before the queue: what could not be sent or spooled when it was its turn. */
  private final Deque<Cargo> held = new ArrayDeque<>();

  private final Deque<Shipment> inFlight = new ArrayDeque<>();
  private final AtomicLong pendingLines = new AtomicLong();

  private long inFlightBytes;
  private long diskRestsUntil = System.nanoTime();
  private volatile boolean isSignalled;
  private volatile boolean isParked;
  private volatile long closeBy = Long.MAX_VALUE;
  private volatile Optional<String> diskError = Optional.empty();

  /** A lane that has not started. */
  public Lane(
      int number,
      Supplier<Producer<byte[], byte[]>> producers,
      Guard guard,
      Gate gate,
      Spool spool,
      CollectorMetrics metrics) {
    this.guard = guard;
    this.gate = gate;
    this.spool = spool;
    this.metrics = metrics;
    this.rawRecords = new RawRecords(number);
    this.thread = new Thread(this::run, "lane-" + number);
    this.link = new KafkaLink(thread.getName(), producers, guard, this::wake);
  }

  /** Starts; what an earlier process left in the spool goes first. */
  public void start() {
    metrics.recovered(spool.lines());
    thread.start();
  }

  /** Lines of a sender in the memory of this lane: their bytes are the gate's. */
  private final class Fresh implements Receipt {
    private final Parcel parcel;
    private final long bytes;

    Fresh(Parcel parcel, long bytes) {
      this.parcel = parcel;
      this.bytes = bytes;
    }

    @Override
    public void stored() {
      leave();
      parcel.receipt().stored();
    }

    @Override
    public void abandoned(String why) {
      leave();
      parcel.receipt().abandoned(why);
    }

    private void leave() {
      pendingLines.addAndGet(-parcel.lines().size());
      gate.give(bytes);
    }
  }

  /** Lines read back from the spool; they are committed by the lane's thread, in order. */
  private record Spooled(SpoolSlice slice) implements Receipt {
    @Override
    public void stored() {}

    @Override
    public void abandoned(String why) {}
  }

  /** Takes a parcel. Any thread; never blocks. */
  public void offer(Parcel parcel) {
    long bytes = parcel.bytes();
    gate.take(bytes);
    pendingLines.addAndGet(parcel.lines().size());
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(parcel.lines().size());
    for (Line line : parcel.lines()) {
      records.add(rawRecords.record(line));
    }
    queue.add(new Cargo(records, new Fresh(parcel, bytes), bytes));
    wake();
  }

  private void wake() {
    isSignalled = true;
    if (isParked) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!isDone()) {
      isSignalled = false;
      if (!stepSafely()) {
        isParked = true;
        if (!isSignalled) {
          LockSupport.parkNanos(this, PARK_NANOS);
        }
        isParked = false;
      }
    }
    finish();
  }

  private boolean stepSafely() {
    try {
      return step();
    } catch (IOException e) {
      LOG.warn("spool: the disk failed; senders wait, next attempt in {}", DISK_REST, e);
      diskError = Optional.of(e.toString());
      diskRestsUntil = System.nanoTime() + DISK_REST.toNanos();
      return false;
    } catch (RuntimeException e) {
      // A defect must not end the lane in silence: nothing would be stored any more.
      LOG.error("lane: unexpected; goes on", e);
      return false;
    }
  }

  private boolean isDone() {
    return closeBy != Long.MAX_VALUE
        && ((queue.isEmpty() && held.isEmpty() && inFlight.isEmpty())
            || System.nanoTime() - closeBy > 0);
  }

  private boolean step() throws IOException {
    boolean worked = settle();
    Optional<Producer<byte[], byte[]>> kafka = link.producer();
    if (kafka.isEmpty()) {
      link.connect();
      return spoolFresh() || worked;
    }
    if (spool.hasUnread()) {
      worked |= closeBy == Long.MAX_VALUE && sendSpooled(kafka.get());
      return spoolFresh() || worked;
    }
    return sendFresh(kafka.get()) || worked;
  }

  /** Takes what has ended out of the window; leaves Kafka where something failed or stalls. */
  private boolean settle() {
    boolean worked = false;
    while (!inFlight.isEmpty() && inFlight.peek().isEnded()) {
      if (!inFlight.peek().isStored()) {
        retreat();
        return true;
      }
      Shipment stored = inFlight.poll();
      inFlightBytes -= stored.cargo().bytes();
      commit(stored);
      worked = true;
    }
    Duration timeout = guard.options().timeout();
    if (!inFlight.isEmpty() && inFlight.peek().ageNanos() > timeout.toNanos()) {
      TimeoutException stall =
          new TimeoutException("Kafka has not answered for " + timeout.toMillis() + " ms");
      LOG.warn("{}; {} parcels go to the spool", stall.getMessage(), inFlight.size());
      inFlight.forEach(shipment -> shipment.timedOut(stall));
      retreat();
      worked = true;
    }
    return worked;
  }

  private void commit(Shipment stored) {
    if (stored.cargo().receipt() instanceof Spooled spooled) {
      spool.commit(spooled.slice());
    }
  }

  /**
   * Gives the producer up, which ends all shipments, and takes back what Kafka has not
   * acknowledged: it goes before the queue, in order. What Kafka stored after all is sent again,
   * with the same key.
   */
  private void retreat() {
    link.drop();
    boolean isRewound = false;
    List<Cargo> back = new ArrayList<>();
    for (Shipment shipment : inFlight) {
      Cargo cargo = shipment.cargo();
      if (shipment.isStored()) {
        if (!isRewound) {
          commit(shipment);
        }
      } else if (cargo.receipt() instanceof Spooled) {
        isRewound = true;
      } else {
        back.add(cargo.only(shipment.unstored()));
      }
    }
    inFlight.clear();
    inFlightBytes = 0;
    if (isRewound) {
      spool.rewind();
    }
    holdBack(back);
  }

  private void holdBack(List<Cargo> cargos) {
    for (int i = cargos.size() - 1; i >= 0; i--) {
      held.addFirst(cargos.get(i));
    }
  }

  private boolean sendFresh(Producer<byte[], byte[]> kafka) {
    boolean worked = false;
    while (inFlightBytes < WINDOW_BYTES && !(held.isEmpty() && queue.isEmpty())) {
      Optional<Guard.Permit> permit = permit();
      if (permit.isEmpty()) {
        break;
      }
      Shipment shipment = ship(held.isEmpty() ? queue.poll() : held.poll(), kafka, permit.get());
      worked = true;
      if (shipment.isEnded() && !shipment.isStored()) {
        break; // Kafka is gone: settle() sees to it before more is sent.
      }
    }
    return worked;
  }

  private boolean sendSpooled(Producer<byte[], byte[]> kafka) throws IOException {
    boolean worked = false;
    while (inFlightBytes < WINDOW_BYTES && spool.hasUnread()) {
      Optional<Guard.Permit> permit = permit();
      if (permit.isEmpty()) {
        break;
      }
      SpoolSlice slice;
      try {
        slice = spool.read(SLICE_BYTES);
      } catch (IOException e) {
        permit.get().unused();
        throw e;
      }
      ship(new Cargo(slice.records(), new Spooled(slice), SLICE_BYTES), kafka, permit.get());
      worked = true;
    }
    return worked;
  }

  /** Leave to call Kafka. Where the guard has opened meanwhile, the link is given up. */
  private Optional<Guard.Permit> permit() {
    try {
      return Optional.of(guard.acquire());
    } catch (TurnedAwayException e) {
      if (e.reason() == TurnedAwayException.Reason.OPEN && guard.state() != GuardState.HALF_OPEN) {
        retreat();
      }
      return Optional.empty();
    }
  }

  private Shipment ship(Cargo cargo, Producer<byte[], byte[]> kafka, Guard.Permit permit) {
    Shipment shipment = new Shipment(cargo, kafka, permit, metrics, this::wake);
    inFlight.add(shipment);
    inFlightBytes += cargo.bytes();
    shipment.send();
    return shipment;
  }

  /** Writes what waits to the disk, many parcels with one force. */
  private boolean spoolFresh() throws IOException {
    if (System.nanoTime() - diskRestsUntil < 0) {
      return false;
    }
    List<Cargo> batch = new ArrayList<>();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    long bytes = 0;
    while (bytes < SPOOL_WRITE_BYTES && !(held.isEmpty() && queue.isEmpty())) {
      Cargo cargo = held.isEmpty() ? queue.poll() : held.poll();
      batch.add(cargo);
      records.addAll(cargo.records());
      bytes += cargo.bytes();
    }
    if (batch.isEmpty()) {
      return false;
    }
    boolean isSpooled = false;
    try {
      isSpooled = spool.append(records);
    } finally {
      if (!isSpooled) {
        holdBack(batch);
      }
    }
    if (isSpooled) {
      diskError = Optional.empty();
      batch.forEach(cargo -> cargo.receipt().stored());
    }
    return isSpooled;
  }

  /** At the end of a stop: what is still here goes to the spool, or back to its sender. */
  private void finish() {
    retreat();
    try {
      diskRestsUntil = System.nanoTime();
      while (spoolFresh()) {
        // Until nothing is left or there is no room.
      }
      held.addAll(queue);
      held.forEach(cargo -> cargo.receipt().abandoned("the collector stops"));
      link.close();
      spool.close();
    } catch (IOException e) {
      LOG.warn("spool: the disk failed at the stop", e);
    }
  }

  /** Lines taken and neither in Kafka nor in the spool yet. */
  public long pendingLines() {
    return pendingLines.get();
  }

  /** The spool's figures. */
  public Spool spool() {
    return spool;
  }

  /** Whether there is a connection to Kafka. */
  public boolean isLinked() {
    return link.producer().isPresent();
  }

  /** What the disk said last, while it fails. */
  public Optional<String> diskError() {
    return diskError;
  }

  /** Asks for the stop: what is under way has so long to be acknowledged. */
  public void stop(Duration within) {
    closeBy = System.nanoTime() + within.toNanos();
    wake();
  }

  /** Waits for the end of a stop. */
  @Override
  public void close() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
