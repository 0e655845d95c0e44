package io.logstream.functions.parse;

import java.time.ZoneId;

/**
 * What a line does not say of itself.
 *
 * @param receivedNanos when it was received, in nanoseconds since the epoch; the year of a time
 *     stamp without one is the one that brings it nearest to this
 * @param zone the time zone of time stamps that state none
 */
public record ParseContext(long receivedNanos, ZoneId zone) {}
