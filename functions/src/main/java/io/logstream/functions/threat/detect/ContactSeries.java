package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Evidence;
import io.logstream.functions.threat.Finding.Subject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * When a source talked to a destination and how much it sent, one entry a connection, by time.
 *
 * <p>Holds at most {@value #MOST} connections; what comes more often than that in a day is a strobe
 * and found as such, so that the oldest may go. Several transactions of one connection count once.
 */
public final class ContactSeries implements Detector.State {

  static final int MOST = 8192;

  private long[] seconds = new long[8];
  private long[] bytes = new long[8];
  private int[] connections = new int[8];
  private int size;
  private Evidence evidence = new Evidence();
  private String source = "";
  private String destination = "";
  private int port;
  private String domain = "";
  private boolean isReported;

  void add(Flow flow) {
    int connection = flow.connection().hashCode();
    long second = Traffic.seconds(flow);
    int at = size;
    while (at > 0 && seconds[at - 1] > second) {
      at--;
    }
    for (int i = at - 1; connection != 0 && i >= 0 && i >= at - 64; i--) {
      if (connections[i] == connection) {
        return;
      }
    }
    if (size == MOST) {
      remove(MOST / 8);
      at = Math.max(0, at - MOST / 8);
    }
    if (size == seconds.length) {
      int room = Math.min(MOST, size * 2);
      seconds = Arrays.copyOf(seconds, room);
      bytes = Arrays.copyOf(bytes, room);
      connections = Arrays.copyOf(connections, room);
    }
    System.arraycopy(seconds, at, seconds, at + 1, size - at);
    System.arraycopy(bytes, at, bytes, at + 1, size - at);
    System.arraycopy(connections, at, connections, at + 1, size - at);
    seconds[at] = second;
    bytes[at] = flow.source().bytes();
    connections[at] = connection;
    size++;
    evidence.add(flow);
    source = flow.source().ip();
    destination = flow.destination().ip();
    port = flow.destination().port();
    domain = flow.names().wanted();
  }

  /** Forgets connections before a time in nanoseconds. */
  void forget(long before) {
    int old = 0;
    while (old < size && seconds[old] * Traffic.SECOND < before) {
      old++;
    }
    remove(old);
  }

  private void remove(int oldest) {
    size -= oldest;
    System.arraycopy(seconds, oldest, seconds, 0, size);
    System.arraycopy(bytes, oldest, bytes, 0, size);
    System.arraycopy(connections, oldest, connections, 0, size);
  }

  int distinctTimes() {
    int distinct = size == 0 ? 0 : 1;
    for (int i = 1; i < size; i++) {
      if (seconds[i] != seconds[i - 1]) {
        distinct++;
      }
    }
    return distinct;
  }

  long[] seconds() {
    return Arrays.copyOf(seconds, size);
  }

  /** The sizes that are known. */
  double[] bytes() {
    return Arrays.stream(bytes, 0, size).filter(b -> b >= 0).asDoubleStream().toArray();
  }

  long medianInterval() {
    long[] intervals = new long[Math.max(0, size - 1)];
    for (int i = 1; i < size; i++) {
      intervals[i - 1] = seconds[i] - seconds[i - 1];
    }
    return median(intervals);
  }

  long medianBytes() {
    return median(Arrays.copyOf(bytes, size));
  }

  private static long median(long[] values) {
    Arrays.sort(values);
    return values.length == 0 ? 0 : values[values.length / 2];
  }

  Evidence evidence() {
    return evidence;
  }

  Subject subject() {
    return Subject.of(source, destination, port).withDomain(domain);
  }

  boolean isReported() {
    return isReported;
  }

  void report() {
    isReported = true;
  }

  @Override
  public long lastSeen() {
    return evidence.lastSeen();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(seconds[i]);
      out.writeLong(bytes[i]);
      out.writeInt(connections[i]);
    }
    evidence.write(out);
    out.writeUTF(source);
    out.writeUTF(destination);
    out.writeInt(port);
    out.writeUTF(domain);
    out.writeBoolean(isReported);
  }

  static ContactSeries read(DataInput in) throws IOException {
    ContactSeries series = new ContactSeries();
    series.size = in.readInt();
    int room = Math.max(8, series.size);
    series.seconds = new long[room];
    series.bytes = new long[room];
    series.connections = new int[room];
    for (int i = 0; i < series.size; i++) {
      series.seconds[i] = in.readLong();
      series.bytes[i] = in.readLong();
      series.connections[i] = in.readInt();
    }
    series.evidence = Evidence.read(in);
    series.source = in.readUTF();
    series.destination = in.readUTF();
    series.port = in.readInt();
    series.domain = in.readUTF();
    series.isReported = in.readBoolean();
    return series;
  }
}
