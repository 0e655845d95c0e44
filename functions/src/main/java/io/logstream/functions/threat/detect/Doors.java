package io.logstream.functions.threat.detect;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;
import io.logstream.functions.threat.Evidence;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Which ports of a host ever opened to anyone, and who knocked where.
 *
 * <p>Holds at most {@value #MOST_SOURCES} sources, the first ones go, and {@value #MOST_PORTS}
 * ports of each.
 */
public final class Doors implements Detector.State {

  private static final int MOST_SOURCES = 8192;
  private static final int MOST_PORTS = 64;
  private static final int ICMP = 65_536;

  /** What is closed: how many ports were tried without any ever opening, by how many sources. */
  record Closed(int sources, int ports) {}

  /** What one source tried. */
  static final class Knocks {

    private final int[] tried = new int[MOST_PORTS];
    private int size;
    private boolean isAnswered;
    private Evidence evidence = new Evidence();
    private int closed;
    private long reported;

    private void add(int port, Flow flow) {
      evidence.add(flow);
      for (int i = 0; i < size; i++) {
        if (tried[i] == port) {
          return;
        }
      }
      if (size < MOST_PORTS) {
        tried[size++] = port;
      }
    }

    /** Closed ports tried. */
    int ports() {
      return closed;
    }

    /** The port where it tried only one, else 0. */
    int onlyPort() {
      return size == 1 && tried[0] != ICMP ? tried[0] & 0xffff : 0;
    }

    Evidence evidence() {
      return evidence;
    }
  }

  private final BitSet open = new BitSet();
  private final Map<String, Knocks> sources = new LinkedHashMap<>();
  private String host = "";
  private long lastSeen = Long.MIN_VALUE;

  void add(Flow flow) {
    host = flow.destination().ip();
    lastSeen = Math.max(lastSeen, flow.start());
    int port = port(flow);
    String source = flow.source().ip();
    Knocks knocks = sources.get(source);
    if (knocks == null) {
      if (sources.size() == MOST_SOURCES) {
        Iterator<Knocks> oldest = sources.values().iterator();
        oldest.next();
        oldest.remove();
      }
      knocks = new Knocks();
      sources.put(source, knocks);
    }
    if (flow.state() == Flow.State.ESTABLISHED) {
      open.set(port);
      knocks.isAnswered = true;
    } else {
      knocks.add(port, flow);
    }
  }

  /** UDP's ports lie above TCP's; ICMP has none, so that it is one door. */
  private static int port(Flow flow) {
    if (flow.transport().contains("icmp")) {
      return ICMP;
    }
    return flow.destination().port() + (flow.transport().equals("udp") ? ICMP + 1 : 0);
  }

  /** Forgets sources last seen before a time in nanoseconds. */
  void forget(long before) {
    sources.values().removeIf(k -> k.evidence.count() > 0 && k.evidence.lastSeen() < before);
  }

  Closed closed() {
    BitSet tried = new BitSet();
    int knockers = 0;
    for (Knocks knocks : sources.values()) {
      knocks.closed = 0;
      for (int i = 0; i < knocks.size; i++) {
        if (!open.get(knocks.tried[i])) {
          knocks.closed++;
          tried.set(knocks.tried[i]);
        }
      }
      knockers += knocks.closed > 0 && !knocks.isAnswered ? 1 : 0;
    }
    return new Closed(knockers, tried.cardinality());
  }

  /** Gives each source that tried a closed port and did something since it was last given. */
  void forEachKnocker(BiConsumer<String, Knocks> to) {
    sources.forEach(
        (source, knocks) -> {
          if (knocks.closed > 0 && knocks.evidence.count() > knocks.reported) {
            knocks.reported = knocks.evidence.count();
            to.accept(source, knocks);
          }
        });
  }

  String host() {
    return host;
  }

  @Override
  public long lastSeen() {
    return lastSeen;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeUTF(host);
    out.writeLong(lastSeen);
    long[] words = open.toLongArray();
    out.writeInt(words.length);
    for (long word : words) {
      out.writeLong(word);
    }
    out.writeInt(sources.size());
    for (Map.Entry<String, Knocks> entry : sources.entrySet()) {
      Knocks knocks = entry.getValue();
      out.writeUTF(entry.getKey());
      out.writeBoolean(knocks.isAnswered);
      out.writeLong(knocks.reported);
      out.writeByte(knocks.size);
      for (int i = 0; i < knocks.size; i++) {
        out.writeInt(knocks.tried[i]);
      }
      knocks.evidence.write(out);
    }
  }

  static Doors read(DataInput in) throws IOException {
    Doors doors = new Doors();
    doors.host = in.readUTF();
    doors.lastSeen = in.readLong();
    long[] words = new long[in.readInt()];
    for (int i = 0; i < words.length; i++) {
      words[i] = in.readLong();
    }
    doors.open.or(BitSet.valueOf(words));
    for (int n = in.readInt(); n > 0; n--) {
      Knocks knocks = new Knocks();
      doors.sources.put(in.readUTF(), knocks);
      knocks.isAnswered = in.readBoolean();
      knocks.reported = in.readLong();
      knocks.size = in.readByte();
      for (int i = 0; i < knocks.size; i++) {
        knocks.tried[i] = in.readInt();
      }
      knocks.evidence = Evidence.read(in);
    }
    return doors;
  }
}
