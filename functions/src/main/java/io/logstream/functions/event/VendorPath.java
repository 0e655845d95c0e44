package io.logstream.functions.event;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The dotted path of a vendor's field, taken apart once: the same few hundred come with every
 * event. The first {@value #MOST} of a usual length are kept: no vendors have more, a hostile
 * sender may.
 *
 * <p>Paths are ordered by their segments, so that an object's paths stand together, behind that of
 * the object itself.
 */
final class VendorPath implements Comparable<VendorPath> {

  /** The document itself. */
  static final VendorPath ROOT = new VendorPath("", new String[0]);

  private static final int MOST = 8192;
  private static final int LONGEST = 256;

  private static final Map<String, VendorPath> KNOWN = new ConcurrentHashMap<>();

  private final String dotted;
  private final String[] segments;
  private final byte[][] keys;

  private VendorPath(String dotted, String[] segments) {
    this.dotted = dotted;
    this.segments = segments;
    keys = new byte[segments.length][];
    for (int i = 0; i < segments.length; i++) {
      keys[i] = new JsonBytes(segments[i].length() + 3).string(segments[i]).raw(':').toByteArray();
    }
  }

  static VendorPath of(String dotted) {
    VendorPath known = KNOWN.get(dotted);
    if (known == null) {
      known = new VendorPath(dotted, dotted.split("\\.", -1));
      if (dotted.length() <= LONGEST && KNOWN.size() < MOST) {
        VendorPath sooner = KNOWN.putIfAbsent(dotted, known);
        return sooner == null ? known : sooner;
      }
    }
    return known;
  }

  VendorPath child(String name) {
    return of(dotted + '.' + name);
  }

  int length() {
    return segments.length;
  }

  /** A segment as the key of a JSON object: quoted, with a colon. */
  byte[] key(int depth) {
    return keys[depth];
  }

  /** How many of the first segments, at most so many, are those of the other path. */
  int shared(VendorPath other, int most) {
    int shared = 0;
    while (shared < most && segments[shared].equals(other.segments[shared])) {
      shared++;
    }
    return shared;
  }

  /** Whether it leads to something within the object at the other path. */
  boolean isBelow(VendorPath other) {
    return length() > other.length() && shared(other, other.length()) == other.length();
  }

  @Override
  public int compareTo(VendorPath other) {
    if (this == other) {
      return 0;
    }
    int both = Math.min(length(), other.length());
    int shared = shared(other, both);
    return shared < both
        ? segments[shared].compareTo(other.segments[shared])
        : Integer.compare(length(), other.length());
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof VendorPath path && dotted.equals(path.dotted);
  }

  @Override
  public int hashCode() {
    return dotted.hashCode();
  }

  @Override
  public String toString() {
    return dotted;
  }
}
