package io.logstream.functions.sample;

import io.logstream.functions.control.Columns;
import io.logstream.functions.control.ControlKind;
import io.logstream.functions.control.ControlTable;
import io.logstream.functions.control.EventSelection;
import io.logstream.functions.control.InvalidRowException;

/**
 * Of which events a part is kept, and how large a part: a row of kind {@code sampling}. Columns:
 * those of {@link EventSelection}, and {@code keep}: the part of traces that are kept, 0 to 1; of
 * events without a trace the part of events.
 */
public record Sampling(String id, EventSelection selection, double keep) {

  /** How rules are read. */
  public static final ControlTable<Sampling> TABLE =
      new ControlTable<>(ControlKind.SAMPLING, Sampling::read);

  static Sampling read(Columns row) throws InvalidRowException {
    return new Sampling(row.id(), EventSelection.read(row), row.number("keep", 0, 1));
  }
}
