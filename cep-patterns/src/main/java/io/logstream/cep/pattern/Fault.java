package io.logstream.cep.pattern;

/** What kind of fault a match tells of: those of an incident's causes, and an attack. */
public enum Fault {
  LATENCY,
  ERRORS,
  RESOURCE,
  TRAFFIC,
  CHANGE,
  ATTACK
}
