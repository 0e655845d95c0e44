package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Evidence;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * When log-ins failed and whose they were. Holds at most {@value #MOST} times and {@value
 * #MOST_USERS} users, the first ones go.
 */
public final class Tries implements Detector.State {

  private static final int MOST = 1024;
  private static final int MOST_USERS = 256;

  private final ArrayDeque<Long> times = new ArrayDeque<>();
  private final Set<String> users = new LinkedHashSet<>();
  private Evidence evidence = new Evidence();

  void add(Flow flow, long window) {
    if (flow.start() - evidence.lastSeen() > window && evidence.count() > 0) {
      times.clear();
      users.clear();
      evidence.clear();
    }
    if (times.size() == MOST) {
      times.removeFirst();
    }
    times.addLast(flow.start());
    if (!flow.user().isEmpty() && users.size() < MOST_USERS) {
      users.add(flow.user());
    }
    evidence.add(flow);
  }

  int failures(long since) {
    return (int) times.stream().filter(time -> time >= since).count();
  }

  int users() {
    return users.size();
  }

  /** Whether an account was tried; none is named in logs that do not say. */
  boolean tried(String user) {
    return users.isEmpty() || users.contains(user);
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
    out.writeInt(times.size());
    for (long time : times) {
      out.writeLong(time);
    }
    out.writeInt(users.size());
    for (String user : users) {
      out.writeUTF(user);
    }
    evidence.write(out);
  }

  static Tries read(DataInput in) throws IOException {
    Tries tries = new Tries();
    for (int n = in.readInt(); n > 0; n--) {
      tries.times.addLast(in.readLong());
    }
    for (int n = in.readInt(); n > 0; n--) {
      tries.users.add(in.readUTF());
    }
    tries.evidence = Evidence.read(in);
    return tries;
  }
}
