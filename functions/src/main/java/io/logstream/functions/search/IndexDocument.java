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
 */
public record IndexDocument(
    String id, String index, byte[] source, byte[] key, String origin, String refusal)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Whether it must not be sent, and goes to the dead letters as it is. */
  public boolean refused() {
    return !refusal.isEmpty();
  }
}
