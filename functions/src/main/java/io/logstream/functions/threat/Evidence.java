package io.logstream.functions.threat;

import io.logstream.functions.event.Flow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The ids of the events that a finding rests on: the first few, which started it, and the last few,
 * which are still going on; when and how many they were; and how large the finding was when it was
 * told last.
 */
public final class Evidence {

  private static final int HALF = Finding.MOST_EVIDENCE / 2;

  private final List<String> first = new ArrayList<>(2);
  private final List<String> last = new ArrayList<>(2);
  private long firstSeen = Long.MAX_VALUE;
  private long lastSeen = Long.MIN_VALUE;
  private long count;
  private long told;

  public void add(Flow flow) {
    count++;
    firstSeen = Math.min(firstSeen, flow.start());
    lastSeen = Math.max(lastSeen, flow.start());
    if (first.size() < HALF) {
      first.add(flow.id());
    } else {
      if (last.size() == HALF) {
        last.remove(0);
      }
      last.add(flow.id());
    }
  }

  public List<String> ids() {
    List<String> ids = new ArrayList<>(first);
    ids.addAll(last);
    return ids;
  }

  public long firstSeen() {
    return firstSeen;
  }

  public long lastSeen() {
    return lastSeen;
  }

  public long count() {
    return count;
  }

  /**
   * Whether a finding of this size is worth telling again: the first time, and then at each half
   * more.
   */
  public boolean isNews(long size) {
    if (size < told + Math.max(1, told / 2)) {
      return false;
    }
    told = size;
    return true;
  }

  /** Whether something was told already. */
  public boolean isTold() {
    return told > 0;
  }

  public void clear() {
    first.clear();
    last.clear();
    firstSeen = Long.MAX_VALUE;
    lastSeen = Long.MIN_VALUE;
    count = 0;
    told = 0;
  }

  public void write(DataOutput out) throws IOException {
    out.writeLong(firstSeen);
    out.writeLong(lastSeen);
    out.writeLong(count);
    out.writeLong(told);
    write(first, out);
    write(last, out);
  }

  private static void write(List<String> ids, DataOutput out) throws IOException {
    out.writeByte(ids.size());
    for (String id : ids) {
      out.writeUTF(id);
    }
  }

  public static Evidence read(DataInput in) throws IOException {
    Evidence evidence = new Evidence();
    evidence.firstSeen = in.readLong();
    evidence.lastSeen = in.readLong();
    evidence.count = in.readLong();
    evidence.told = in.readLong();
    read(evidence.first, in);
    read(evidence.last, in);
    return evidence;
  }

  private static void read(List<String> ids, DataInput in) throws IOException {
    for (int n = in.readByte(); n > 0; n--) {
      ids.add(in.readUTF());
    }
  }
}
