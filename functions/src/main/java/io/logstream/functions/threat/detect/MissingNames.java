package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Evidence;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The last {@value #MOST} different names that a source asked for in vain, and when first. */
public final class MissingNames implements Detector.State {

  private static final int MOST = 20;

  private final Map<String, Long> names = new LinkedHashMap<>();
  private Evidence evidence = new Evidence();
  private long distinct;

  /** Takes a name in; whether it is a new one. */
  boolean add(String name, Flow flow, long window) {
    names.values().removeIf(time -> time < flow.start() - window);
    if (names.isEmpty()) {
      evidence.clear();
      distinct = 0;
    }
    if (names.containsKey(name)) {
      return false;
    }
    if (names.size() == MOST) {
      Iterator<Long> oldest = names.values().iterator();
      oldest.next();
      oldest.remove();
    }
    names.put(name, flow.start());
    evidence.add(flow);
    distinct++;
    return true;
  }

  List<String> names() {
    return List.copyOf(names.keySet());
  }

  long distinct() {
    return distinct;
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
    out.writeByte(names.size());
    for (Map.Entry<String, Long> name : names.entrySet()) {
      out.writeUTF(name.getKey());
      out.writeLong(name.getValue());
    }
    evidence.write(out);
    out.writeLong(distinct);
  }

  static MissingNames read(DataInput in) throws IOException {
    MissingNames missing = new MissingNames();
    for (int n = in.readByte(); n > 0; n--) {
      missing.names.put(in.readUTF(), in.readLong());
    }
    missing.evidence = Evidence.read(in);
    missing.distinct = in.readLong();
    return missing;
  }
}
