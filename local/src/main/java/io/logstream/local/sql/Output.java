package io.logstream.local.sql;

/** How rows are shown. */
public enum Output {
  /** Columns under each other, for a person. */
  TABLE,
  /** RFC 4180, with a line of names first. */
  CSV,
  /** One JSON object a line. */
  JSON
}
