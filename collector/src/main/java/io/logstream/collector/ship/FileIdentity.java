package io.logstream.collector.ship;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells a file from others whatever its name: its inode, and its first bytes, since an inode is
 * used again and a file truncated and filled anew is another one.
 *
 * @param inode device and number, as the system writes them
 * @param headBytes how many first bytes the digest is of
 * @param digest of these
 */
record FileIdentity(String inode, int headBytes, String digest) {

  /** Enough for the time stamp of a first line. */
  static final int HEAD = 256;

  static FileIdentity of(Path file) throws IOException {
    byte[] head = head(file, HEAD);
    return new FileIdentity(inode(file), head.length, digest(head));
  }

  static String inode(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file.toRealPath().toString() : key.toString();
  }

  /** Whether a file is the same one, perhaps grown. */
  boolean isOf(Path file) throws IOException {
    return isOf(file, inode(file));
  }

  /** The same, where the file's inode is known. */
  boolean isOf(Path file, String itsInode) throws IOException {
    if (!itsInode.equals(inode)) {
      return false;
    }
    byte[] head = head(file, headBytes);
    return head.length == headBytes && digest(head).equals(digest);
  }

  private static byte[] head(Path file, int bytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(bytes);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
