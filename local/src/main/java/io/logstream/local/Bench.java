package io.logstream.local;

import java.io.PrintStream;

/**
 * A benchmark that {@code logstream bench NAME} runs. Implementations are found by {@link
 * java.util.ServiceLoader}: they live in {@code bench/}, which sees this module and not the other
 * way round.
 */
public interface Bench {

  /** What a person types after {@code logstream bench}. */
  String name();

  /** What is measured, and against which peer, in one line. */
  String description();

  /**
   * Measures, and prints each figure as soon as it stands.
   *
   * @param settings how often and how much
   * @param results takes {@link Measurement}s
   * @param progress takes what a person wants to know meanwhile
   */
  void run(Settings settings, Results results, PrintStream progress) throws Exception;

  /**
   * How often and how much is measured.
   *
   * @param runs how often; the median counts
   * @param size of one run, in the benchmark's unit; 0 for its default
   */
  record Settings(int runs, long size) {}

  /** Takes what was measured. */
  @FunctionalInterface
  interface Results {

    /** One figure, final. */
    void add(Measurement measurement);
  }
}
