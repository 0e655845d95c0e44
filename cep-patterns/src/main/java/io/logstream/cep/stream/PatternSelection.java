package io.logstream.cep.stream;

import io.logstream.cep.pattern.Fault;
import io.logstream.cep.pattern.IncidentPattern;
import io.logstream.functions.control.ControlView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    return PatternTable.inForce(shipped(), rows, this::includes);
  }

  /** The one of an id, if it is in force. */
  Optional<Definition> inForce(ControlView rows, String id) {
    Optional<Definition> found =
        rows.row(PatternTable.TABLE, id)
            .map(PatternTable.Row::definition)
            .orElseGet(
                () -> shipped().stream().filter(d -> d.pattern().id().equals(id)).findFirst());
    return found.filter(definition -> includes(definition.pattern()));
  }

  private List<Definition> shipped() {
    return this == CONTROLLED ? List.of() : ShippedPatterns.all();
  }

  private boolean includes(IncidentPattern pattern) {
    return switch (this) {
      case FAULTS -> pattern.fault() != Fault.ATTACK;
      case ATTACKS -> pattern.fault() == Fault.ATTACK;
      case CONTROLLED -> true;
    };
  }
}
