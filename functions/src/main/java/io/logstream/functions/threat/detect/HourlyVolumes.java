package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Evidence;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a source sent in the hour that is going on, by destination, and how much it usually sends in
 * an hour: mean and variance of the logarithm, older hours fading with a weight of {@value #FADING}
 * each.
 *
 * <p>Holds at most {@value #MOST} destinations of the hour; the first ones go.
 */
public final class HourlyVolumes implements Detector.State {

  private static final int MOST = 512;
  private static final double FADING = 0.98;

  /** Below this the spread of a very even source would make any change a deviation. */
  private static final double LEAST_DEVIATION = 0.5;

  /** What went to and came from one destination in the hour. */
  static final class Peer {

    private long sent;
    private long received;
    private long reported;
    private Evidence evidence = new Evidence();

    long sent() {
      return sent;
    }

    long received() {
      return received;
    }

    Evidence evidence() {
      return evidence;
    }

    boolean isNews() {
      if (sent < reported + reported / 2 || sent == reported) {
        return false;
      }
      reported = sent;
      return true;
    }
  }

  private final Map<String, Peer> peers = new LinkedHashMap<>();
  private long hour = Long.MIN_VALUE;
  private double weight;
  private double mean;
  private double squares;
  private int hours;
  private long lastSeen = Long.MIN_VALUE;

  /** Takes a flow in; its destination, or {@code null} where the flow is of an hour gone by. */
  Peer add(Flow flow) {
    lastSeen = Math.max(lastSeen, flow.start());
    long hourOfFlow = Math.floorDiv(flow.end(), Traffic.HOUR);
    if (hourOfFlow < hour) {
      return null;
    }
    if (hourOfFlow > hour) {
      close();
      hour = hourOfFlow;
    }
    String destination = flow.destination().ip();
    if (!peers.containsKey(destination) && peers.size() == MOST) {
      Iterator<Peer> oldest = peers.values().iterator();
      oldest.next();
      oldest.remove();
    }
    Peer peer = peers.computeIfAbsent(destination, d -> new Peer());
    peer.sent += flow.source().bytes();
    peer.received += Math.max(0, flow.destination().bytes());
    peer.evidence.add(flow);
    return peer;
  }

  private void close() {
    if (!peers.isEmpty()) {
      double log = Math.log1p(peers.values().stream().mapToLong(p -> p.sent).sum());
      weight = weight * FADING + 1;
      double difference = log - mean;
      mean += difference / weight;
      squares = squares * FADING + difference * (log - mean);
      hours++;
    }
    peers.clear();
  }

  int hours() {
    return hours;
  }

  /** How far a volume lies above the usual hour, in standard deviations. */
  double deviations(long bytes) {
    double deviation = Math.max(LEAST_DEVIATION, Math.sqrt(squares / Math.max(1, weight)));
    return (Math.log1p(bytes) - mean) / deviation;
  }

  @Override
  public long lastSeen() {
    return lastSeen;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(peers.size());
    for (Map.Entry<String, Peer> entry : peers.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeLong(entry.getValue().sent);
      out.writeLong(entry.getValue().received);
      out.writeLong(entry.getValue().reported);
      entry.getValue().evidence.write(out);
    }
    out.writeLong(hour);
    out.writeDouble(weight);
    out.writeDouble(mean);
    out.writeDouble(squares);
    out.writeInt(hours);
    out.writeLong(lastSeen);
  }

  static HourlyVolumes read(DataInput in) throws IOException {
    HourlyVolumes volumes = new HourlyVolumes();
    for (int n = in.readInt(); n > 0; n--) {
      Peer peer = new Peer();
      volumes.peers.put(in.readUTF(), peer);
      peer.sent = in.readLong();
      peer.received = in.readLong();
      peer.reported = in.readLong();
      peer.evidence = Evidence.read(in);
    }
    volumes.hour = in.readLong();
    volumes.weight = in.readDouble();
    volumes.mean = in.readDouble();
    volumes.squares = in.readDouble();
    volumes.hours = in.readInt();
    volumes.lastSeen = in.readLong();
    return volumes;
  }
}
