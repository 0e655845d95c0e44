package io.logstream.collector.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue on disk for records that Kafka cannot take now: segments of entries with a
 * checksum each, forced to disk before {@link #append} returns, read in order, deleted once
 * committed. One thread uses it; the figures may be read by any.
 *
 * <p>Opening it after a crash finds every record that was forced. A torn write at the end of a
 * segment is no entry; an entry whose checksum does not hold is left out and counted ({@link
 * #corrupt}). A segment of an earlier process is never written to again.
 */
public final class Spool implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final int READ_AHEAD = 1 << 20;

  private final Path folder;
  private final long capacity;
  private final long segmentBytes;
  private final PositionFile positionFile;
  private final TreeMap<Long, Segment> segments = new TreeMap<>();

  private Position committed;
  private Position cursor;
  private boolean isWriting;

  /** Corrupt stretches up to here are counted already: after a rewind they are met again. */
  private Position corruptUpTo = new Position(0, 0);

  private long unread;
  private volatile long bytes;
  private volatile long lines;
  private volatile long corrupt;

  private Spool(Path folder, long capacity, long segmentBytes) throws IOException {
    this.folder = folder;
    this.capacity = capacity;
    this.segmentBytes = segmentBytes;
    this.positionFile = new PositionFile(folder.resolve("position"));
  }

  /**
   * Opens a folder, which is made if need be, and counts what an earlier process left in it.
   *
   * @param capacity bytes on disk; 0 for a spool that never has room
   * @param segmentBytes a segment that is larger is followed by the next
   */
  public static Spool open(Path folder, long capacity, long segmentBytes) throws IOException {
    Files.createDirectories(folder);
    Spool spool = new Spool(folder, capacity, segmentBytes);
    spool.recover();
    return spool;
  }

  private void recover() throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.filter(Segment::isSegment).sorted().toList();
    }
    for (Path file : files) {
      Segment segment = Segment.open(file);
      segments.put(segment.number(), segment);
      bytes += segment.end();
      if (!segment.isOfThisVersion()) {
        LOG.warn("{} does not start like a segment; what it holds is left out", file);
      }
    }
    committed = positionFile.read().orElse(new Position(0, 0));
    if (!segments.isEmpty() && !segments.containsKey(committed.segment())) {
      // Written before the segment before it was deleted, or after the file of positions was lost.
      Long next = segments.ceilingKey(committed.segment());
      committed = new Position(next == null ? segments.lastKey() + 1 : next, 0);
    }
    deleteBefore(committed.segment());
    cursor = committed;
    long found = 0;
    for (SpoolSlice slice = read(READ_AHEAD); !slice.records().isEmpty(); ) {
      found += slice.records().size();
      slice = read(READ_AHEAD);
    }
    cursor = committed;
    lines = found;
    unread = found;
  }

  /**
   * Adds records at the end and forces them to disk, all or none.
   *
   * @return false if there is no room for them
   * @throws IOException if the disk does not take them; the spool is as it was before
   */
  public boolean append(List<ProducerRecord<byte[], byte[]>> records) throws IOException {
    long size = 0;
    for (ProducerRecord<byte[], byte[]> record : records) {
      size += SpoolFormat.size(record);
    }
    if (bytes + size + SpoolFormat.SEGMENT_HEADER > capacity || size > Integer.MAX_VALUE / 2) {
      return false;
    }
    ByteBuffer entries = ByteBuffer.allocate((int) size);
    records.forEach(record -> SpoolFormat.write(record, entries));
    Segment segment = segmentToWrite();
    segment.append(entries.flip());
    bytes += size;
    lines += records.size();
    unread += records.size();
    return true;
  }

  private Segment segmentToWrite() throws IOException {
    if (isWriting && !segments.isEmpty() && segments.lastEntry().getValue().end() < segmentBytes) {
      return segments.lastEntry().getValue();
    }
    long number = Math.max(committed.segment(), segments.isEmpty() ? 0 : segments.lastKey()) + 1;
    Segment segment = Segment.create(folder, number);
    segments.put(number, segment);
    bytes += SpoolFormat.SEGMENT_HEADER;
    isWriting = true;
    return segment;
  }

  /** The next records after those read before; empty at the end. At least one if there is one. */
  public SpoolSlice read(int maxBytes) throws IOException {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    long start = Math.max(0, unread);
    int taken = 0;
    while (taken < maxBytes) {
      Map.Entry<Long, Segment> entry = segments.ceilingEntry(cursor.segment());
      if (entry == null) {
        break;
      }
      Segment segment = entry.getValue();
      long offset =
          segment.number() == cursor.segment()
              ? Math.max(cursor.offset(), SpoolFormat.SEGMENT_HEADER)
              : SpoolFormat.SEGMENT_HEADER;
      long next =
          segment.isOfThisVersion() ? entries(segment, offset, maxBytes - taken, records) : -1;
      if (next > offset) {
        taken += (int) (next - offset);
        cursor = new Position(segment.number(), next);
      } else if (segments.higherKey(segment.number()) != null) {
        countCorrupt(new Position(segment.number(), offset), segment.end() > offset);
        cursor = new Position(segments.higherKey(segment.number()), 0);
      } else {
        break;
      }
    }
    unread = start - records.size();
    return new SpoolSlice(records, cursor);
  }

  /**
   * Reads entries into a list.
   *
   * @return the place after the last whole entry; the place given where there is none
   */
  private long entries(
      Segment segment, long offset, int room, List<ProducerRecord<byte[], byte[]>> into)
      throws IOException {
    ByteBuffer ahead = segment.read(offset, Math.min(READ_AHEAD, Math.max(room, 1 << 16)));
    if (ahead.remaining() >= SpoolFormat.ENTRY_HEADER) {
      long whole = (long) SpoolFormat.ENTRY_HEADER + ahead.getInt(0);
      if (whole > ahead.remaining() && whole <= segment.end() - offset) {
        ahead = segment.read(offset, (int) whole);
      }
    }
    while (ahead.remaining() >= SpoolFormat.ENTRY_HEADER && ahead.position() < room) {
      int at = ahead.position();
      int length = ahead.getInt(at);
      if (length <= 0 || length > ahead.remaining() - SpoolFormat.ENTRY_HEADER) {
        break;
      }
      int payload = at + SpoolFormat.ENTRY_HEADER;
      if (SpoolFormat.checksum(ahead, payload, length) == ahead.getInt(at + Integer.BYTES)) {
        into.add(SpoolFormat.read(ahead.slice(payload, length)));
      } else {
        countCorrupt(new Position(segment.number(), offset + at), true);
      }
      ahead.position(payload + length);
    }
    return offset + ahead.position();
  }

  private void countCorrupt(Position at, boolean isCorrupt) {
    if (isCorrupt && at.compareTo(corruptUpTo) > 0) {
      corrupt++;
      corruptUpTo = at;
      LOG.warn(
          "spool: left out what is not an entry in {} at byte {}",
          segments.get(at.segment()).path(),
          at.offset());
    }
  }

  /** What was read up to here is in Kafka. Slices are committed in the order read. */
  public void commit(SpoolSlice slice) {
    committed = slice.end();
    lines -= slice.records().size();
    try {
      if (lines == 0 && unread == 0) {
        clear();
      } else {
        deleteBefore(committed.segment());
      }
      positionFile.write(committed);
    } catch (IOException e) {
      LOG.warn("spool: could not note how far it is drained; some records may be sent twice", e);
    }
  }

  private void clear() throws IOException {
    long last = segments.isEmpty() ? committed.segment() : segments.lastKey();
    committed = new Position(last + 1, 0);
    cursor = committed;
    deleteBefore(committed.segment());
    isWriting = false;
  }

  private void deleteBefore(long number) throws IOException {
    while (!segments.isEmpty() && segments.firstKey() < number) {
      Segment segment = segments.pollFirstEntry().getValue();
      bytes -= segment.end();
      segment.delete();
    }
  }

  /** What was read and not committed is read again. */
  public void rewind() {
    cursor = committed;
    unread = lines;
  }

  /** Whether there are records after those read. */
  public boolean hasUnread() {
    return unread > 0;
  }

  /** Records not committed. */
  public long lines() {
    return lines;
  }

  /** Bytes on disk. */
  public long bytes() {
    return bytes;
  }

  /** Stretches that were no valid entries and are left out, torn writes included. */
  public long corrupt() {
    return corrupt;
  }

  /** Bytes that fit. */
  public long capacity() {
    return capacity;
  }

  @Override
  public void close() throws IOException {
    for (Segment segment : segments.values()) {
      segment.close();
    }
    positionFile.close();
  }
}
