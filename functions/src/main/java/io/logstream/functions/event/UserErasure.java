package io.logstream.functions.event;

/**
 * A user's request to be forgotten: the record of topic {@code user-erasures}, key: the user. Its
 * JSON is {@link UserErasureJson}'s, its schema {@code schema/user-erasure.v1.json}.
 *
 * @param user who is forgotten
 * @param at nanoseconds since the epoch; what happened before it is not taken up again
 */
public record UserErasure(String user, long at) implements UserEvent {}
