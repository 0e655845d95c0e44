package io.logstream.functions.search;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriterStateSerializer;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;

/**
 * The sink's state: the documents that waited at a checkpoint, field by field, each with its length
 * before it; since version 2 the document's version at the end.
 */
final class BulkEntrySerializer extends AsyncSinkWriterStateSerializer<BulkEntry> {

  static final int VERSION = 2;
  private static final int WITHOUT_VERSIONS = 1;

  /** Of the state that is being read; a sink's writer is one thread. */
  private int reading = VERSION;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public BufferedRequestState<BulkEntry> deserialize(int version, byte[] serialized)
      throws IOException {
    if (version != VERSION && version != WITHOUT_VERSIONS) {
      throw new IOException("index sink: expected state of version 1 or 2, found " + version);
    }
    reading = version;
    return super.deserialize(version, serialized);
  }

  @Override
  protected void serializeRequestToStream(BulkEntry entry, DataOutputStream out)
      throws IOException {
    IndexDocument document = entry.document();
    write(out, document.id());
    write(out, document.index());
    write(out, document.source());
    write(out, document.key());
    write(out, document.origin());
    write(out, document.refusal());
    out.writeLong(document.version());
  }

  @Override
  protected BulkEntry deserializeRequestFromStream(long requestSize, DataInputStream in)
      throws IOException {
    return new BulkEntry(
        new IndexDocument(
            text(in),
            text(in),
            bytes(in),
            bytes(in),
            text(in),
            text(in),
            reading == WITHOUT_VERSIONS ? IndexDocument.NO_VERSION : in.readLong()));
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    write(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }
}
