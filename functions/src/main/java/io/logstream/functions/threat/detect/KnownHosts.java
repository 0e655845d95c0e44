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
 * Hosts that a source is known to talk to and since when, seconds since the epoch. Holds the
 * {@value #MOST} known last.
 */
public final class KnownHosts implements Detector.State {

  private static final int MOST = 2048;

  private final Map<String, Long> hosts = new LinkedHashMap<>();
  private Evidence evidence = new Evidence();
  private long since = Long.MAX_VALUE;
  private long lastSeen = Long.MIN_VALUE;

  /** Takes a host in; whether it is a new one. */
  boolean add(String host, Flow flow) {
    since = Math.min(since, flow.start());
    if (flow.start() - evidence.lastSeen() > Traffic.HOUR && evidence.count() > 0) {
      evidence.clear();
    }
    lastSeen = Math.max(lastSeen, flow.start());
    if (hosts.containsKey(host)) {
      return false;
    }
    if (hosts.size() == MOST) {
      Iterator<Long> oldest = hosts.values().iterator();
      oldest.next();
      oldest.remove();
    }
    hosts.put(host, Traffic.seconds(flow));
    evidence.add(flow);
    return true;
  }

  int newWithin(long from) {
    return (int) hosts.values().stream().filter(second -> second * Traffic.SECOND >= from).count();
  }

  int size() {
    return hosts.size();
  }

  long since() {
    return since;
  }

  Evidence evidence() {
    return evidence;
  }

  @Override
  public long lastSeen() {
    return lastSeen;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(hosts.size());
    for (Map.Entry<String, Long> host : hosts.entrySet()) {
      out.writeUTF(host.getKey());
      out.writeLong(host.getValue());
    }
    evidence.write(out);
    out.writeLong(since);
    out.writeLong(lastSeen);
  }

  static KnownHosts read(DataInput in) throws IOException {
    KnownHosts known = new KnownHosts();
    for (int n = in.readInt(); n > 0; n--) {
      known.hosts.put(in.readUTF(), in.readLong());
    }
    known.evidence = Evidence.read(in);
    known.since = in.readLong();
    known.lastSeen = in.readLong();
    return known;
  }
}
