package io.logstream.collector.http.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.logstream.functions.event.JsonBytes;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * OTLP's JSON encoding of its protobuf messages: names in lower camel case, 64-bit integers as
 * texts, enumerations as numbers, ids of traces and spans in hex and other bytes in base64.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP, JSON
 *     Protobuf Encoding</a>
 */
final class ProtoJson {

  private ProtoJson() {}

  static void write(Message message, JsonBytes out) {
    out.raw('{');
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      out.separate().string(field.getJsonName()).raw(':');
      if (field.isRepeated()) {
        list(field, (List<?>) entry.getValue(), out);
      } else {
        value(field, entry.getValue(), out);
      }
    }
    out.raw('}');
  }

  private static void list(FieldDescriptor field, List<?> values, JsonBytes out) {
    out.raw('[');
    boolean isFirst = true;
    for (Object value : values) {
      if (!isFirst) {
        out.raw(',');
      }
      isFirst = false;
      value(field, value, out);
    }
    out.raw(']');
  }

  private static void value(FieldDescriptor field, Object value, JsonBytes out) {
    switch (field.getJavaType()) {
      case MESSAGE -> write((Message) value, out);
      case STRING -> out.string((String) value);
      case BOOLEAN -> out.ascii(value.toString());
      case INT ->
          out.ascii(isUnsigned(field) ? Integer.toUnsignedString((int) value) : value.toString());
      case LONG ->
          out.raw('"')
              .ascii(isUnsigned(field) ? Long.toUnsignedString((long) value) : value.toString())
              .raw('"');
      case FLOAT, DOUBLE -> number(((Number) value).doubleValue(), out);
      case ENUM -> out.number(((EnumValueDescriptor) value).getNumber());
      case BYTE_STRING -> out.raw('"').ascii(bytes(field, (ByteString) value)).raw('"');
    }
  }

  private static boolean isUnsigned(FieldDescriptor field) {
    return switch (field.getType()) {
      case UINT32, UINT64, FIXED32, FIXED64 -> true;
      default -> false;
    };
  }

  private static void number(double value, JsonBytes out) {
    if (Double.isFinite(value)) {
      out.ascii(Double.toString(value));
    } else {
      out.raw('"').ascii(Double.toString(value)).raw('"');
    }
  }

  private static String bytes(FieldDescriptor field, ByteString value) {
    return field.getName().endsWith("trace_id") || field.getName().endsWith("span_id")
        ? HexFormat.of().formatHex(value.toByteArray())
        : Base64.getEncoder().encodeToString(value.toByteArray());
  }
}
