package io.logstream.functions.region;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.CRC32;

/**
 * Which copy of an event stands in an index that gets it from several regions: the one that was
 * received first, and of two of the same microsecond the one of a fixed region. As a version of
 * which the greater one holds, so that every region's index keeps the same copy, in whatever order
 * the copies come.
 */
public final class FirstReceipt {

  /** Microseconds until the year 2255. */
  private static final long LATEST = (1L << 53) - 1;

  private static final long MICROS = 1_000_000;
  private static final int NANOS_A_MICRO = 1_000;
  private static final int REGION_BITS = 10;

  private FirstReceipt() {}

  /**
   * The version, 1 or greater.
   *
   * @param received when the region's collector received it
   */
  public static long version(Instant received, String region) {
    long seconds = Math.min(Math.max(received.getEpochSecond(), 0), LATEST / MICROS - 1);
    long earlier = LATEST - seconds * MICROS - received.getNano() / NANOS_A_MICRO;
    CRC32 crc = new CRC32();
    crc.update(region.getBytes(StandardCharsets.UTF_8));
    return earlier << REGION_BITS | crc.getValue() & (1 << REGION_BITS) - 1;
  }
}
