package io.logstream.functions.threat;

import io.logstream.functions.event.Flow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Finds one kind of threat. A detector itself is stateless: the state of one key is handed to it
 * with each flow, so that it runs the same over a file and in a Flink operator, whose state it is.
 *
 * <p>What every detector holds, see the contract test: its state is bounded whatever the traffic;
 * it does not depend on the order of flows within the allowed lateness more than its Javadoc says;
 * written and read back, the state answers as before.
 *
 * @param <S> the state of a key
 */
public interface Detector<S extends Detector.State> {

  /** What a detector remembers of one key. */
  interface State {

    /** Start of the newest flow seen, nanoseconds since the epoch. */
    long lastSeen();

    /** Writes all of it, for {@link Detector#read}. */
    void write(DataOutput out) throws IOException;
  }

  /** By which address of a flow the state is partitioned. */
  enum Scope {
    SOURCE,
    DESTINATION,
    /** The name that the client wanted to talk to. */
    NAME,
    /** What the client says it is: its TLS fingerprint, else its user agent. */
    CLIENT;

    /** The partition that a flow belongs to; empty where it has none. */
    public String partition(Flow flow) {
      return switch (this) {
        case SOURCE -> flow.source().ip();
        case DESTINATION -> flow.destination().ip();
        case NAME -> flow.names().wanted();
        case CLIENT -> flow.names().ja3().isEmpty() ? flow.names().userAgent() : flow.names().ja3();
      };
    }
  }

  /** The period that an evaluation looks back over. */
  record Period(long from, long to) {

    long nanos() {
      return to - from;
    }
  }

  /** The name of its state: lower case, words joined by hyphens, never changed. */
  String name();

  /** Whose state this is. */
  default Scope scope() {
    return Scope.SOURCE;
  }

  /**
   * The key of the state that a flow belongs to, under the address of the {@link #scope()}; {@code
   * null} where the flow does not concern this detector.
   */
  String keyOrNull(Flow flow);

  /** The state of a key never seen. */
  S create();

  /** What {@link State#write} wrote. */
  S read(DataInput in) throws IOException;

  /** Takes a flow in; reports what that one flow made certain. */
  void add(S state, Flow flow, Findings findings);

  /**
   * Looks at the state as a whole; called every {@link #EVALUATION_NANOS} of event time and at the
   * end of bounded input.
   *
   * @param observed since when flows were observed at all, until now
   */
  default void evaluate(S state, Period observed, Findings findings) {}

  /** Event time without a flow after which a key is forgotten. */
  long retentionNanos();

  /** Event time between evaluations. */
  long EVALUATION_NANOS = 600L * 1_000_000_000L;
}
