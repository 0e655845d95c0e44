package io.logstream.functions.resilience;

/** The options of a {@link Guard}, as read from properties {@code PREFIX.KEY}. */
public enum GuardOption {
  TIMEOUT("timeout-ms", 5_000, "ms", "A call without an answer after this long has failed."),
  FAILURE_SHARE(
      "failure-share-percent", 50, "%", "The breaker opens when this share of calls failed."),
  SLOW_CALL("slow-call-ms", 2_000, "ms", "A call that takes longer is slow, even if it succeeds."),
  SLOW_SHARE("slow-share-percent", 80, "%", "The breaker opens when this share of calls was slow."),
  WINDOW("window-calls", 50, "calls", "The shares are taken over so many latest calls."),
  MINIMUM("minimum-calls", 10, "calls", "With fewer calls seen, the breaker stays closed."),
  OPEN_TIME("open-ms", 5_000, "ms", "An open breaker lets probing calls through after this long."),
  PROBES("probes", 3, "calls", "So many calls are tried before the breaker closes again."),
  CONCURRENCY(
      "concurrency", 256, "calls", "More calls under way than this are turned away (bulkhead).");

  private final String key;
  private final int byDefault;
  private final String unit;
  private final String description;

  GuardOption(String key, int byDefault, String unit, String description) {
    this.key = key;
    this.byDefault = byDefault;
    this.unit = unit;
    this.description = description;
  }

  /** The key without its prefix. */
  public String key() {
    return key;
  }

  /** The value where none is given. */
  public int byDefault() {
    return byDefault;
  }

  /** The value's unit. */
  public String unit() {
    return unit;
  }

  /** What it does. */
  public String description() {
    return description;
  }
}
