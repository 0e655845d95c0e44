package io.logstream.functions.graph;

import io.logstream.functions.event.JsonBytes;
import java.util.Locale;

/**
 * Something that changed on the map: the record of topic {@code dependencies.events}, schema {@code
 * schema/dependency-event.v1.json}.
 *
 * @param kind what changed
 * @param caller the edge's
 * @param callee the edge's
 * @param at nanoseconds since the epoch
 * @param reason in words, with the numbers
 */
public record GraphEvent(Kind kind, String caller, String callee, long at, String reason) {

  /** What can change. */
  public enum Kind {
    /** It was not called for an hour, or never. */
    APPEARED,
    /** It is silent although calls were to be expected. */
    VANISHED,
    /** It is called again. */
    RETURNED,
    /** Its errors or its latency departed from those of the hour. */
    DEGRADED,
    /** They are as before again. */
    RECOVERED
  }

  /** Its JSON. */
  public byte[] toJson() {
    JsonBytes out = new JsonBytes(256);
    out.ascii("{\"v\":1,\"kind\":").string(kind.name().toLowerCase(Locale.ROOT));
    out.ascii(",\"caller\":").string(caller);
    out.ascii(",\"callee\":").string(callee);
    out.ascii(",\"at\":").number(at);
    out.ascii(",\"reason\":").string(reason);
    return out.raw('}').toByteArray();
  }
}
