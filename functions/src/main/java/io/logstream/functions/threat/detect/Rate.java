package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Evidence;
import io.logstream.functions.threat.Finding.Subject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How many flows there were in each of the last sixty minutes, and how many of some marked kind.
 *
 * <p>A flow more than an hour late is not counted.
 */
public final class Rate implements Detector.State {

  private static final int MINUTES = 60;

  private final int[] all = new int[MINUTES];
  private final int[] marked = new int[MINUTES];
  private Evidence evidence = new Evidence();
  private Subject subject = Subject.of("");
  private long newest = Long.MIN_VALUE;

  void add(Flow flow, boolean isMarked, Subject about) {
    long minute = Math.floorDiv(flow.start(), Traffic.MINUTE);
    if (newest != Long.MIN_VALUE && minute <= newest - MINUTES) {
      return;
    }
    if (minute > newest) {
      long from = Math.max(newest + 1, minute - MINUTES + 1);
      if (newest == Long.MIN_VALUE || minute - newest >= MINUTES) {
        evidence.clear();
        from = minute - MINUTES + 1;
      }
      for (long m = from; m <= minute; m++) {
        all[slot(m)] = 0;
        marked[slot(m)] = 0;
      }
      newest = minute;
    }
    all[slot(minute)]++;
    marked[slot(minute)] += isMarked ? 1 : 0;
    evidence.add(flow);
    subject = about;
  }

  private static int slot(long minute) {
    return (int) Math.floorMod(minute, (long) MINUTES);
  }

  /** Flows in the last so many minutes before the newest one. */
  int last(int minutes) {
    return sum(all, minutes);
  }

  /** Marked flows in the last so many minutes before the newest one. */
  int lastMarked(int minutes) {
    return sum(marked, minutes);
  }

  private int sum(int[] counts, int minutes) {
    int sum = 0;
    for (long m = newest - minutes + 1; m <= newest; m++) {
      sum += counts[slot(m)];
    }
    return sum;
  }

  Evidence evidence() {
    return evidence;
  }

  Subject subject() {
    return subject;
  }

  @Override
  public long lastSeen() {
    return evidence.lastSeen();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    for (int i = 0; i < MINUTES; i++) {
      out.writeInt(all[i]);
      out.writeInt(marked[i]);
    }
    evidence.write(out);
    StateIo.write(subject, out);
    out.writeLong(newest);
  }

  static Rate read(DataInput in) throws IOException {
    Rate rate = new Rate();
    for (int i = 0; i < MINUTES; i++) {
      rate.all[i] = in.readInt();
      rate.marked[i] = in.readInt();
    }
    rate.evidence = Evidence.read(in);
    rate.subject = StateIo.readSubject(in);
    rate.newest = in.readLong();
    return rate;
  }
}
