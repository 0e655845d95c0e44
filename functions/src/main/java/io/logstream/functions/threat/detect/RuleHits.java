package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Evidence;
import io.logstream.functions.threat.Finding.Subject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a source's flows matched, by rule and destination; of the {@value #MOST} that matched last.
 */
public final class RuleHits implements Detector.State {

  private static final int MOST = 128;

  private final Map<String, Evidence> byClaim = new LinkedHashMap<>();
  private long lastSeen = Long.MIN_VALUE;

  /** Takes a match in; what is known of its rule and destination. */
  Evidence add(String rule, Subject subject, Flow flow) {
    String where = subject.domain().isEmpty() ? subject.destination() : subject.domain();
    String claim = rule + '|' + where;
    Evidence evidence = byClaim.remove(claim);
    if (evidence == null) {
      evidence = new Evidence();
      if (byClaim.size() == MOST) {
        byClaim.remove(byClaim.keySet().iterator().next());
      }
    }
    byClaim.put(claim, evidence);
    evidence.add(flow);
    lastSeen = Math.max(lastSeen, flow.start());
    return evidence;
  }

  @Override
  public long lastSeen() {
    return lastSeen;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeLong(lastSeen);
    out.writeShort(byClaim.size());
    for (Map.Entry<String, Evidence> claim : byClaim.entrySet()) {
      out.writeUTF(claim.getKey());
      claim.getValue().write(out);
    }
  }

  static RuleHits read(DataInput in) throws IOException {
    RuleHits hits = new RuleHits();
    hits.lastSeen = in.readLong();
    for (int n = in.readShort(); n > 0; n--) {
      hits.byClaim.put(in.readUTF(), Evidence.read(in));
    }
    return hits;
  }
}
