package io.logstream.cep.pattern;

/** How urgent a match is. From {@link #HIGH} on it opens an incident by itself. */
public enum Severity {
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL
}
