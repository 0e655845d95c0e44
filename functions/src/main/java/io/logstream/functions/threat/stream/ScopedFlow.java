package io.logstream.functions.threat.stream;

import io.logstream.functions.event.Flow;
import io.logstream.functions.threat.Detector;

/**
 * A flow on its way to the detectors of one scope. A plain object with public fields so that Flink
 * serializes it without Kryo.
 */
public final class ScopedFlow {

  public Detector.Scope scope = Detector.Scope.SOURCE;

  /** Whose state the flow changes: the scope and its partition. */
  public String key = "";

  public Flow flow;

  /** For Flink. */
  public ScopedFlow() {}

  ScopedFlow(Detector.Scope scope, String partition, Flow flow) {
    this.scope = scope;
    this.key = scope.ordinal() + partition;
    this.flow = flow;
  }
}
