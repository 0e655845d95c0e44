package io.logstream.functions.search;

/** What the failure of a whole bulk request means for the documents in it. */
public enum RequestOutcome {
  /** The cluster is away or overloaded: all of them again, later. */
  RETRY,
  /**
   * Something in the request is not acceptable: halve it until the document at fault stands alone.
   */
  SPLIT,
  /** Wrong credentials, a wrong address, or an answer that is not understood. */
  FATAL
}
