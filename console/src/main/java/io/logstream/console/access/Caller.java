package io.logstream.console.access;

/**
 * Who makes a request.
 *
 * @param name the user's, or the token's
 */
public record Caller(String name, Role role) {}
