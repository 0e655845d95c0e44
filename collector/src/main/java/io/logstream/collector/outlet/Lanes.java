package io.logstream.collector.outlet;

import io.logstream.collector.line.Line;
import io.logstream.collector.line.Parcel;
import io.logstream.collector.line.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Shares the source streams out over the lanes; all lines of a stream go one way. */
public final class Lanes implements AutoCloseable {

  private final List<Lane> lanes;

  /** At least one lane, not started yet. */
  public Lanes(List<Lane> lanes) {
    this.lanes = List.copyOf(lanes);
  }

  /** Starts all lanes. */
  public void start() {
    lanes.forEach(Lane::start);
  }

  /** Takes a parcel. Any thread; never blocks. */
  public void offer(Parcel parcel) {
    if (lanes.size() == 1) {
      lanes.get(0).offer(parcel);
      return;
    }
    List<List<Line>> shares = new ArrayList<>();
    lanes.forEach(lane -> shares.add(new ArrayList<>()));
    for (Line line : parcel.lines()) {
      shares.get(Math.floorMod(line.stream().hashCode(), lanes.size())).add(line);
    }
    int parts = (int) shares.stream().filter(share -> !share.isEmpty()).count();
    Receipt receipt = parts == 1 ? parcel.receipt() : new AllParts(parcel.receipt(), parts);
    for (int i = 0; i < shares.size(); i++) {
      if (!shares.get(i).isEmpty()) {
        lanes.get(i).offer(new Parcel(shares.get(i), receipt));
      }
    }
  }

  /** Stored when each part is; abandoned if one part is. */
  private static final class AllParts implements Receipt {
    private final Receipt whole;
    private final AtomicInteger missing;
    private final AtomicReference<String> why = new AtomicReference<>();

    AllParts(Receipt whole, int parts) {
      this.whole = whole;
      this.missing = new AtomicInteger(parts);
    }

    @Override
    public void stored() {
      if (missing.decrementAndGet() == 0) {
        String reason = why.get();
        if (reason == null) {
          whole.stored();
        } else {
          whole.abandoned(reason);
        }
      }
    }

    @Override
    public void abandoned(String reason) {
      why.set(reason);
      stored();
    }
  }

  /** All lanes. */
  public List<Lane> all() {
    return lanes;
  }

  /** Lines taken and neither in Kafka nor in a spool yet. */
  public long pendingLines() {
    return lanes.stream().mapToLong(Lane::pendingLines).sum();
  }

  /** Lines in the spools. */
  public long spooledLines() {
    return lanes.stream().mapToLong(lane -> lane.spool().lines()).sum();
  }

  /** Bytes on disk of the spools. */
  public long spooledBytes() {
    return lanes.stream().mapToLong(lane -> lane.spool().bytes()).sum();
  }

  /** Whether all lanes have a connection to Kafka. */
  public boolean areLinked() {
    return lanes.stream().allMatch(Lane::isLinked);
  }

  /** Stops all lanes: what is under way has so long to be acknowledged. */
  public void close(Duration within) {
    lanes.forEach(lane -> lane.stop(within));
    lanes.forEach(Lane::close);
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }
}
