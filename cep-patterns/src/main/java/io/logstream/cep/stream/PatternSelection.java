package io.logstream.cep.stream;

import io.logstream.cep.pattern.Fault;
import io.logstream.cep.pattern.IncidentPattern;
import io.logstream.functions.control.ControlView;
import java.util.List;
import java.util.Map;

/** Which patterns a job matches. */
public enum PatternSelection {
  /** Those of faults. */
  FAULTS,
  /** Those of attacks. */
  ATTACKS,
  /** Those of the control topic alone, whatever they tell of. */
  CONTROLLED;

  /** Those in force, by id. */
  Map<String, Definition> inForce(ControlView rows) {
    List<Definition> shipped = this == CONTROLLED ? List.of() : ShippedPatterns.all();
    return PatternTable.inForce(shipped, rows, this::includes);
  }

  private boolean includes(IncidentPattern pattern) {
    return switch (this) {
      case FAULTS -> pattern.fault() != Fault.ATTACK;
      case ATTACKS -> pattern.fault() == Fault.ATTACK;
      case CONTROLLED -> true;
    };
  }
}
