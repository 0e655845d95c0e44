package io.logstream.functions.event;

/**
 * Something that people or their tools changed in a running system: the record of topic {@link
 * Topics#CHANGES}. Its JSON is {@link ChangeJson}'s, its schema {@code schema/change.v1.json}.
 *
 * @param id the id of the event that this was derived from, or that the asker gave
 * @param kind what kind of change
 * @param service what was changed
 * @param version after it; empty where not stated
 * @param previousVersion before it; empty where not stated
 * @param environment such as {@code production}; empty where not stated
 * @param at when it took effect, nanoseconds since the epoch
 * @param by who or what did it; empty where not stated
 * @param description the line or the words that told of it
 */
public record Change(
    String id,
    Kind kind,
    String service,
    String version,
    String previousVersion,
    String environment,
    long at,
    String by,
    String description) {

  /** Kinds of change. */
  public enum Kind {
    DEPLOY,
    ROLLBACK,
    CONFIG,
    FLAG,
    SCALE,
    RESTART
  }
}
