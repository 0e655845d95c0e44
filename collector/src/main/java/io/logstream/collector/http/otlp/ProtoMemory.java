package io.logstream.collector.http.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * What a protobuf message takes in memory once it is parsed, known before it is: an empty message
 * within another is two bytes on the wire and an object in memory.
 */
final class ProtoMemory {

  /** Bytes of an object of a message, with its place in a list. */
  private static final int MESSAGE = 112;

  /** Of a text, beside its bytes. */
  private static final int TEXT = 48;

  /** Of a number in a list. */
  private static final int NUMBER = 8;

  /** Of a field that the schema does not know: it is kept, in a tree of lists. */
  private static final int UNKNOWN = 160;

  /** As deep as the parser goes. */
  private static final int DEEPEST = 100;

  private ProtoMemory() {}

  /**
   * Bytes of a message of a type.
   *
   * @throws InvalidProtocolBufferException if it is none
   */
  static long of(Descriptor type, byte[] message) throws InvalidProtocolBufferException {
    try {
      return MESSAGE + of(type, CodedInputStream.newInstance(message), DEEPEST);
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
  }

  private static long of(Descriptor type, CodedInputStream in, int deeper) throws IOException {
    long bytes = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      int wireType = WireFormat.getTagWireType(tag);
      if (wireType == WireFormat.WIRETYPE_START_GROUP
          || wireType == WireFormat.WIRETYPE_END_GROUP) {
        throw new InvalidProtocolBufferException("expected no groups, found one");
      }
      if (wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        in.skipField(tag);
        bytes += field == null ? UNKNOWN : NUMBER;
        continue;
      }
      int length = in.readRawVarint32();
      if (field != null && field.getJavaType() == JavaType.MESSAGE) {
        if (deeper == 0) {
          throw new InvalidProtocolBufferException(
              "expected messages within messages at most %d deep".formatted(DEEPEST));
        }
        int outer = in.pushLimit(length);
        bytes += MESSAGE + of(field.getMessageType(), in, deeper - 1);
        in.popLimit(outer);
      } else {
        in.skipRawBytes(length);
        bytes += length + (field == null ? UNKNOWN : TEXT);
        if (field != null && field.isPacked()) {
          bytes += (long) NUMBER * length;
        }
      }
    }
    return bytes;
  }
}
