package io.logstream.functions.search;

import java.io.Serializable;

/**
 * One document on its way into the index.
 *
 * @param id the document's id, which is {@code event.id}: the same event is the same document
 * @param index the index that it belongs in, see {@link IndexNames}
 * @param source the document, JSON in UTF-8 on one line
 * @param key the key of the record that it came in; empty where it had none
 * @param origin where that record stands, {@code topic-partition-offset}
 * @param refusal why it cannot be sent at all, such as an event without an id; empty where it can
 * @param version of several documents with its id, the greatest holds; {@link #NO_VERSION} where
 *     the last one written does
 */
public record IndexDocument(
    String id, String index, byte[] source, byte[] key, String origin, String refusal, long version)
    implements Serializable {

  /** There is no other document with this id, or it is the same. */
  public static final long NO_VERSION = 0;

  private static final long serialVersionUID = 2L;

  /** A document without a version. */
  public IndexDocument(
      String id, String index, byte[] source, byte[] key, String origin, String refusal) {
    this(id, index, source, key, origin, refusal, NO_VERSION);
  }

  /** Whether another document with its id may be there that holds. */
  boolean hasVersion() {
    return version != NO_VERSION;
  }

  /** Whether it must not be sent, and goes to the dead letters as it is. */
  public boolean refused() {
    return !refusal.isEmpty();
  }
}
