package io.logstream.collector.spool;

import io.logstream.functions.event.Topics;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record in a segment: {@code u32 length of the payload, u32 CRC-32C of it, payload}; the payload
 * is {@code u8 topic, u16 headers, headers, u32 length, key, u32 length, value}, a header is {@code
 * u16 length, name, u32 length, value}. Big-endian. A segment starts with {@link #MAGIC}.
 */
final class SpoolFormat {

  /** "LSSP" and the version. */
  static final long MAGIC = 0x4c53_5350_0000_0001L;

  static final int SEGMENT_HEADER = Long.BYTES;
  static final int ENTRY_HEADER = 2 * Integer.BYTES;

  private SpoolFormat() {}

  /** The bytes of an entry, its header included. */
  static int size(ProducerRecord<byte[], byte[]> record) {
    int size = ENTRY_HEADER + 1 + Short.BYTES + 2 * Integer.BYTES;
    for (Header header : record.headers()) {
      size += Short.BYTES + Integer.BYTES;
      size += header.key().getBytes(StandardCharsets.UTF_8).length + header.value().length;
    }
    return size + record.key().length + record.value().length;
  }

  static void write(ProducerRecord<byte[], byte[]> record, ByteBuffer to) {
    int start = to.position();
    to.position(start + ENTRY_HEADER);
    to.put((byte) (record.topic().equals(Topics.LOGS_RAW) ? 0 : 1));
    Header[] headers = record.headers().toArray();
    to.putShort((short) headers.length);
    for (Header header : headers) {
      byte[] name = header.key().getBytes(StandardCharsets.UTF_8);
      to.putShort((short) name.length).put(name);
      to.putInt(header.value().length).put(header.value());
    }
    to.putInt(record.key().length).put(record.key());
    to.putInt(record.value().length).put(record.value());
    int length = to.position() - start - ENTRY_HEADER;
    to.putInt(start, length);
    to.putInt(start + Integer.BYTES, checksum(to, start + ENTRY_HEADER, length));
  }

  /** Covers the length too, so that a zeroed stretch of a file is no valid empty entry. */
  static int checksum(ByteBuffer of, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(length >>> 24);
    crc.update(length >>> 16);
    crc.update(length >>> 8);
    crc.update(length);
    crc.update(of.duplicate().position(from).limit(from + length));
    return (int) crc.getValue();
  }

  /**
   * The record of a payload whose checksum holds.
   *
   * @throws IllegalStateException if it holds and the payload is still not one: written by another
   *     version
   */
  static ProducerRecord<byte[], byte[]> read(ByteBuffer payload) {
    try {
      String topic = payload.get() == 0 ? Topics.LOGS_RAW : Topics.LOGS_DEAD;
      RecordHeaders headers = new RecordHeaders();
      for (int count = payload.getShort() & 0xffff; count > 0; count--) {
        String name =
            new String(bytes(payload, payload.getShort() & 0xffff), StandardCharsets.UTF_8);
        headers.add(name, bytes(payload, payload.getInt()));
      }
      byte[] key = bytes(payload, payload.getInt());
      byte[] value = bytes(payload, payload.getInt());
      return new ProducerRecord<>(topic, null, key, value, headers);
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      throw new IllegalStateException("spool: an entry with a right checksum makes no record", e);
    }
  }

  private static byte[] bytes(ByteBuffer from, int length) {
    if (length > from.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }
}
