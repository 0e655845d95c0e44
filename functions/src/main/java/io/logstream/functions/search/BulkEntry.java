package io.logstream.functions.search;

import java.io.Serializable;

/**
 * A document that waits in the sink, and how often the cluster failed on it. The count is not kept
 * over a restart of the job: it only ends what would otherwise never end.
 */
final class BulkEntry implements Serializable {

  private static final long serialVersionUID = 1L;

  private final IndexDocument document;
  private transient volatile int failures;

  BulkEntry(IndexDocument document) {
    this.document = document;
  }

  IndexDocument document() {
    return document;
  }

  int size() {
    return document.source().length;
  }

  int failedAgain() {
    // Only the bulk that the entry is in touches it, one after the other.
    int count = failures + 1;
    failures = count;
    return count;
  }

  @Override
  public String toString() {
    return document.refused() ? "refused " + document.origin() : document.id();
  }
}
