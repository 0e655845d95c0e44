package io.logstream.functions.threat;

/** Where a detector puts what it found. */
@FunctionalInterface
public interface Findings {

  void report(Finding finding);
}
