package io.logstream.functions.search;

/** What Elasticsearch did with one document, as far as the sink must know. */
public enum ItemOutcome {
  /** It is in the index and was not before. */
  STORED,
  /** It was there: a replay. The index holds it once. */
  ALREADY_THERE,
  /** The node or the shard could not take it now; the same document may succeed later. */
  RETRY,
  /** The node failed on it for a reason of its own; it may be the document: again, not for ever. */
  SUSPECT,
  /** The document itself is at fault; sending it again changes nothing. */
  REJECTED,
  /** Nothing that waiting or another document would mend, or an answer that is not understood. */
  FATAL
}
