package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Evidence;
import io.logstream.functions.threat.Finding.Subject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Since when a thing is known and whether one source or more used it. */
public final class FirstSeen implements Detector.State {

  private static final int LONGEST_CLIENT = 120;

  private Evidence evidence = new Evidence();
  private Subject subject = Subject.of("");
  private String client = "";
  private int sources;
  private boolean isReported;

  void add(Flow flow) {
    evidence.add(flow);
    if (!subject.source().equals(flow.source().ip())) {
      sources = Math.min(2, sources + 1);
    }
    subject =
        Subject.of(flow.source().ip(), flow.destination().ip(), flow.destination().port())
            .withDomain(flow.names().wanted());
    String said = flow.names().ja3().isEmpty() ? flow.names().userAgent() : flow.names().ja3();
    client = said.substring(0, Math.min(LONGEST_CLIENT, said.length()));
  }

  int sources() {
    return sources;
  }

  Subject subject() {
    return subject;
  }

  String client() {
    return client;
  }

  /** Whether it was not told yet. */
  boolean report() {
    boolean isFirst = !isReported;
    isReported = true;
    return isFirst;
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
    StateIo.write(subject, out);
    out.writeUTF(client);
    out.writeByte(sources);
    out.writeBoolean(isReported);
  }

  static FirstSeen read(DataInput in) throws IOException {
    FirstSeen seen = new FirstSeen();
    seen.evidence = Evidence.read(in);
    seen.subject = StateIo.readSubject(in);
    seen.client = in.readUTF();
    seen.sources = in.readByte();
    seen.isReported = in.readBoolean();
    return seen;
  }
}
