package io.logstream.console.region;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash of a record's key and value: the first 64 bits of SHA-256, so that of the millions of
 * records that are compared at a time no two are likely to share one. Not safe for use by two
 * threads.
 */
final class ContentHash {

  private final MessageDigest sha256;

  ContentHash() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** The hash; null is as good as empty. */
  long of(byte[] key, byte[] value) {
    int length = key == null ? 0 : key.length;
    sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, length));
    if (key != null) {
      sha256.update(key);
    }
    if (value != null) {
      sha256.update(value);
    }
    return ByteBuffer.wrap(sha256.digest()).getLong();
  }
}
