package io.logstream.collector.ship;

/** Joins the lines of one record, such as a stack trace to its message. */
sealed interface RecordJoiner extends LineCutter.Output permits PatternJoiner, FormatJoiner {

  /**
   * What the options ask for: by their pattern of a record's first line, else as the lines' own
   * format has it.
   *
   * @param limit bytes that a joined record may have
   * @param out takes the records, with the place of the first line and the end of the last
   */
  static RecordJoiner of(ShipOptions options, int limit, LineCutter.Output out) {
    return options
        .recordStart()
        .<RecordJoiner>map(start -> new PatternJoiner(start, limit, out))
        .orElseGet(() -> new FormatJoiner(options.labels().format(), limit, out));
  }

  /** Whether a record waits for more lines. */
  boolean isOpen();

  /** No more lines of this record are waited for. */
  void flush();
}
