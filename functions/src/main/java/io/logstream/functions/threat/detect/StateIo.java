package io.logstream.functions.threat.detect;

import io.logstream.functions.threat.Finding.Subject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes and reads what several states hold. */
final class StateIo {

  private StateIo() {}

  static void write(Subject subject, DataOutput out) throws IOException {
    out.writeUTF(subject.source());
    out.writeUTF(subject.destination());
    out.writeInt(subject.port());
    out.writeUTF(subject.domain());
    out.writeUTF(subject.user());
  }

  static Subject readSubject(DataInput in) throws IOException {
    return new Subject(in.readUTF(), in.readUTF(), in.readInt(), in.readUTF(), in.readUTF());
  }
}
