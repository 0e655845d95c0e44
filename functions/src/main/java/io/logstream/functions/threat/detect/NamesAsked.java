package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Evidence;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The different names that a source asked for under one domain, as hashes, and the information in
 * them. Knows the last {@value #MOST} names; older ones count again when they come back.
 */
public final class NamesAsked implements Detector.State {

  private static final int MOST = 4096;

  private final Set<Long> seen = new LinkedHashSet<>();
  private Evidence evidence = new Evidence();
  private long since = Long.MIN_VALUE;
  private int distinct;
  private double characters;
  private double bits;

  /** Takes a name in; whether it is a new one. */
  boolean add(String name, Flow flow, long window) {
    if (since == Long.MIN_VALUE || flow.start() - since > window) {
      seen.clear();
      evidence.clear();
      distinct = 0;
      characters = 0;
      bits = 0;
      since = flow.start();
    }
    evidence.add(flow);
    if (!seen.add(hash(name))) {
      return false;
    }
    if (seen.size() > MOST) {
      var oldest = seen.iterator();
      oldest.next();
      oldest.remove();
    }
    distinct++;
    characters += name.length();
    bits += name.length() * entropy(name);
    return true;
  }

  /** FNV-1a over the characters. */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** Bits a character. */
  static double entropy(String name) {
    int[] counts = new int[128];
    for (int i = 0; i < name.length(); i++) {
      counts[name.charAt(i) & 0x7f]++;
    }
    double entropy = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / name.length();
        entropy -= share * Math.log(share) / Math.log(2);
      }
    }
    return entropy;
  }

  int distinct() {
    return distinct;
  }

  double characters() {
    return characters;
  }

  double bytes() {
    return bits / 8;
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
    out.writeInt(seen.size());
    for (long hash : seen) {
      out.writeLong(hash);
    }
    evidence.write(out);
    out.writeLong(since);
    out.writeInt(distinct);
    out.writeDouble(characters);
    out.writeDouble(bits);
  }

  static NamesAsked read(DataInput in) throws IOException {
    NamesAsked names = new NamesAsked();
    for (int n = in.readInt(); n > 0; n--) {
      names.seen.add(in.readLong());
    }
    names.evidence = Evidence.read(in);
    names.since = in.readLong();
    names.distinct = in.readInt();
    names.characters = in.readDouble();
    names.bits = in.readDouble();
    return names;
  }
}
