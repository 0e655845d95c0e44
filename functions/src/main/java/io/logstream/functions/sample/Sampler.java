package io.logstream.functions.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.control.ControlView;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Holds events against the {@link Sampling} rules in force. What is kept is a pure function of the
 * trace or, without one, of the event's id: an event that is made again after a failure is kept
 * again, and of a trace all or nothing. Not safe for use by two threads.
 */
public final class Sampler {

  private static final double VALUES = 1L << 32;

  private final ControlView control;
  private final CRC32C hash = new CRC32C();
  private long seen = -1;
  private List<Sampling> rules = List.of();

  /** By the rules of a view that reads {@link Sampling#TABLE}. */
  public Sampler(ControlView control) {
    this.control = control;
  }

  /** Whether an event is kept: by the strictest of the rules that are of it. */
  public boolean keeps(Event event) {
    if (seen != control.changes()) {
      seen = control.changes();
      rules = List.copyOf(control.rows(Sampling.TABLE));
    }
    if (rules.isEmpty()) {
      return true;
    }
    double keep = 1;
    for (Sampling rule : rules) {
      if (rule.keep() < keep && rule.selection().isOf(event)) {
        keep = rule.keep();
      }
    }
    return keep >= 1 || place(event) < keep;
  }

  /** Where it stands among all, from 0 to below 1. */
  private double place(Event event) {
    String trace = event.textOrNull(EcsField.TRACE_ID);
    String name = trace != null ? trace : event.textOrNull(EcsField.EVENT_ID);
    hash.reset();
    hash.update((name == null ? "" : name).getBytes(UTF_8));
    return hash.getValue() / VALUES;
  }
}
