package io.logstream.functions.route;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The id of an event, a pure function of its raw record: of the sender's idempotency key where it
 * gave one, else of the record's place in Kafka. A record that is processed again, after a failure
 * or at a replay, becomes the same event, and the same document of the index.
 *
 * <p>Twenty characters of base 64: the first 120 bits of SHA-256. Two of a billion billion events
 * (2<sup>60</sup>) share an id with a chance of one half.
 */
public final class EventIds {

  private static final int BYTES = 15;

  private final MessageDigest sha256;
  private final byte[] hash = new byte[32];

  /** Makes ids; not safe for use by two threads. */
  public EventIds() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * The id of a raw record's event.
   *
   * @param keyOrNull the sender's idempotency key, null without one
   * @param regionOrNull where it was received, null or empty without one: each region has its own
   *     partitions and offsets
   * @param origin the record's place in Kafka, {@code topic-partition-offset}
   */
  public String of(String keyOrNull, String regionOrNull, String origin) {
    boolean isPlaced = regionOrNull != null && !regionOrNull.isEmpty();
    String place = isPlaced ? regionOrNull + '/' + origin : origin;
    String source = keyOrNull == null ? place : "key:" + keyOrNull;
    sha256.update(source.getBytes(StandardCharsets.UTF_8));
    try {
      sha256.digest(hash, 0, hash.length);
    } catch (java.security.DigestException e) {
      throw new AssertionError("the array has a digest's length", e);
    }
    byte[] first = new byte[BYTES];
    System.arraycopy(hash, 0, first, 0, BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(first);
  }

  /** The id of one of several log records that a raw record holds, by its number from 0. */
  public static String part(String id, String number) {
    return id + '.' + number;
  }
}
