package io.logstream.functions.threat;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * How many sources use one destination. Counts to {@value #MOST}: what more use is common, however
 * many they are.
 */
final class Prevalence {

  static final int MOST = 64;

  private final Set<String> sources = new HashSet<>();

  /** Takes a source in; whether it is a new one that still counts. */
  boolean add(String source) {
    return sources.size() < MOST && sources.add(source);
  }

  int sources() {
    return sources.size();
  }

  void write(DataOutput out) throws IOException {
    out.writeByte(sources.size());
    for (String source : sources) {
      out.writeUTF(source);
    }
  }

  static Prevalence read(DataInput in) throws IOException {
    Prevalence prevalence = new Prevalence();
    for (int n = in.readByte(); n > 0; n--) {
      prevalence.sources.add(in.readUTF());
    }
    return prevalence;
  }
}
