package io.logstream.console.access;

import java.util.Arrays;
import java.util.Locale;

/** What somebody may do; each role includes those before it. */
public enum Role {
  /** Reads everything. */
  VIEWER,
  /** Judges alerts and incidents, has changes assessed, keeps searches. */
  OPERATOR,
  /** Has users forgotten. */
  ADMIN;

  /** Whether it may do what the other role may. */
  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /**
   * The role of a name as files have it: viewer, operator or admin.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Role named(String name) {
    return Arrays.stream(values())
        .filter(role -> role.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected viewer, operator or admin, found \"" + name + '"'));
  }

  /** As files and answers have it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
