package io.logstream.functions.threat.stream;

import io.logstream.functions.control.ControlView;
import java.util.function.Function;

/**
 * What is made of the control rows in force, made anew when it is asked for after they changed. A
 * hundred thousand indicators come row by row: so as not to make all of it a hundred thousand
 * times, it is made again only after {@value #PAUSE} times as long as it took the last time. A few
 * rows are in force at once; a list of 100,000 within a second.
 */
final class MadeOfRows<T> {

  private static final int PAUSE = 9;

  private final ControlView rows;
  private final Function<ControlView, T> maker;
  private T made;
  private long madeOf;
  private long notBefore;

  MadeOfRows(ControlView rows, Function<ControlView, T> maker) {
    this.rows = rows;
    this.maker = maker;
    make();
  }

  private void make() {
    long start = System.nanoTime();
    made = maker.apply(rows);
    madeOf = rows.changes();
    long end = System.nanoTime();
    notBefore = end + PAUSE * (end - start);
  }

  T get() {
    if (madeOf != rows.changes() && System.nanoTime() - notBefore >= 0) {
      make();
    }
    return made;
  }
}
