package io.logstream.cep.pattern;

/** How the event of a step is related to what the key of the match names. */
public enum Relation {
  /** It is the key's own: its service, host or trace. */
  SELF,
  /** It is of a service that calls the key's service. */
  CALLER,
  /** It is of a service that the key's service calls. */
  CALLEE,
  /** The key is its source address. */
  SOURCE,
  /** The key is its destination address. */
  DESTINATION;

  /** Its bit in {@link PatternEvent#relations}. */
  public int bit() {
    return 1 << ordinal();
  }
}
