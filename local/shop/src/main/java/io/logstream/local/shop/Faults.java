package io.logstream.local.shop;

/**
 * What is wrong with a service at the moment. Set through its {@code POST /admin/fault} while it
 * runs; the services do the rest with real means: they sleep, throw, keep connections, exit.
 */
final class Faults {

  /** Faults that can be switched on. */
  enum Kind {
    /** Each request takes {@code value} milliseconds longer. */
    SLOW,
    /** A share of {@code value} percent of the requests fails in the service's own code. */
    FAILING,
    /** Connections to the database are taken from the pool and not given back. */
    LEAK,
    /** The process ends at the next request, as it does on an error that nothing catches. */
    CRASH
  }

  private volatile int slowMillis;
  private volatile int failingPercent;
  private volatile boolean leaking;
  private volatile boolean crashing;

  void set(Kind kind, int value) {
    switch (kind) {
      case SLOW -> slowMillis = value;
      case FAILING -> failingPercent = value;
      case LEAK -> leaking = value > 0;
      case CRASH -> crashing = value > 0;
    }
  }

  int slowMillis() {
    return slowMillis;
  }

  int failingPercent() {
    return failingPercent;
  }

  boolean leaking() {
    return leaking;
  }

  boolean crashing() {
    return crashing;
  }
}
