package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Evidence;
import io.logstream.functions.threat.Finding.Subject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The distinct peers (addresses, ports, names) that a source tried and how each answered: the best
 * outcome counts, so that a retry does not turn an answer into a failure.
 *
 * <p>Holds at most {@value #MOST} peers; beyond, the first ones go.
 */
public final class Contacts implements Detector.State {

  static final int MOST = 4096;

  /** How a peer answered at best, and when it was last tried, seconds since the epoch. */
  private record Contact(long second, boolean isFailed, boolean isAnswered) {}

  private final Map<String, Contact> peers = new LinkedHashMap<>();
  private Evidence evidence = new Evidence();
  private Subject subject = Subject.of("");
  private int failed;
  private int answered;

  /** Takes a flow to a peer in; whether this is news of that peer. */
  boolean add(String peer, Flow flow, Subject about) {
    boolean isFailed = Traffic.isFailed(flow);
    boolean isAnswered = flow.state() == Flow.State.ESTABLISHED;
    Contact before = peers.get(peer);
    Contact now =
        new Contact(
            Math.max(Traffic.seconds(flow), before == null ? 0 : before.second),
            !isAnswered && (isFailed || before != null && before.isFailed),
            isAnswered || before != null && before.isAnswered);
    if (now.isAnswered) {
      now = new Contact(now.second, false, true);
    }
    if (before == null && peers.size() == MOST) {
      Iterator<Contact> oldest = peers.values().iterator();
      count(oldest.next(), -1);
      oldest.remove();
    }
    peers.put(peer, now);
    subject = about;
    if (before != null) {
      count(before, -1);
    }
    count(now, 1);
    boolean isNews =
        before == null || before.isFailed != now.isFailed || before.isAnswered != now.isAnswered;
    if (isNews) {
      evidence.add(flow);
    }
    return isNews;
  }

  private void count(Contact contact, int by) {
    failed += contact.isFailed ? by : 0;
    answered += contact.isAnswered ? by : 0;
  }

  /** Forgets peers last tried before a time in nanoseconds. */
  void forget(long before) {
    Iterator<Contact> all = peers.values().iterator();
    while (all.hasNext()) {
      Contact contact = all.next();
      if (contact.second * Traffic.SECOND < before) {
        count(contact, -1);
        all.remove();
      }
    }
    if (peers.isEmpty()) {
      evidence.clear();
    }
  }

  int size() {
    return peers.size();
  }

  int failed() {
    return failed;
  }

  int answered() {
    return answered;
  }

  boolean isReported() {
    return evidence.isTold();
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
    out.writeInt(peers.size());
    for (Map.Entry<String, Contact> peer : peers.entrySet()) {
      out.writeUTF(peer.getKey());
      out.writeLong(peer.getValue().second);
      out.writeBoolean(peer.getValue().isFailed);
      out.writeBoolean(peer.getValue().isAnswered);
    }
    evidence.write(out);
    StateIo.write(subject, out);
  }

  static Contacts read(DataInput in) throws IOException {
    Contacts contacts = new Contacts();
    for (int n = in.readInt(); n > 0; n--) {
      String peer = in.readUTF();
      Contact contact = new Contact(in.readLong(), in.readBoolean(), in.readBoolean());
      contacts.peers.put(peer, contact);
      contacts.count(contact, 1);
    }
    contacts.evidence = Evidence.read(in);
    contacts.subject = StateIo.readSubject(in);
    return contacts;
  }
}
