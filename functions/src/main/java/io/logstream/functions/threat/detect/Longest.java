package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Evidence;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The longest connection seen of a key. */
public final class Longest implements Detector.State {

  private Evidence evidence = new Evidence();
  private long duration;

  /** Takes a connection in; whether it is longer than those before. */
  boolean add(Flow flow) {
    evidence.add(flow);
    boolean isLonger = flow.duration() > duration;
    duration = Math.max(duration, flow.duration());
    return isLonger;
  }

  Evidence evidence() {
    return evidence;
  }

  @Override
  public long lastSeen() {
    return evidence.lastSeen();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    evidence.write(out);
    out.writeLong(duration);
  }

  static Longest read(DataInput in) throws IOException {
    Longest longest = new Longest();
    longest.evidence = Evidence.read(in);
    longest.duration = in.readLong();
    return longest;
  }
}
