package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.Locale;

/**
 * What a firewall, proxy or intrusion sensor did with what it saw, in the schema's terms: {@code
 * event.type} {@code allowed} or {@code denied}, and {@code event.outcome}.
 */
enum Verdict {
  ALLOWED,
  DENIED,
  /** The word says neither, such as {@code close} or {@code alert}. */
  NONE;

  /** The verdict of the word that a vendor writes. */
  static Verdict of(String word) {
    String lower = word.strip().toLowerCase(Locale.ROOT);
    switch (lower) {
      case "allow",
          "allowed",
          "accept",
          "accepted",
          "pass",
          "passed",
          "passthrough",
          "permit",
          "permitted",
          "built",
          "forward",
          "forwarded",
          "connect",
          "detected",
          "tunneled",
          "log-only",
          "monitor",
          "monitored",
          "start",
          "redirect",
          "success",
          "encrypt",
          "decrypt",
          "key install" -> {
        return ALLOWED;
      }
      case "deny",
          "denied",
          "drop",
          "dropped",
          "block",
          "blocked",
          "reject",
          "rejected",
          "discard",
          "discarded",
          "refused",
          "prevent",
          "quarantine",
          "sinkhole",
          "random-drop",
          "timeout-block",
          "wdrop",
          "failure",
          "failed" -> {
        return DENIED;
      }
      default -> {}
    }
    if (lower.startsWith("block")
        || lower.startsWith("drop")
        || lower.startsWith("reset-")
        || lower.startsWith("deny")
        || lower.startsWith("den")
        || lower.startsWith("reject")) {
      return DENIED;
    }
    return lower.startsWith("allow") || lower.startsWith("accept") ? ALLOWED : NONE;
  }

  /** Adds the verdict's type and sets its outcome. */
  void set(Event event) {
    switch (this) {
      case ALLOWED -> {
        event.add(EcsField.EVENT_TYPE, "allowed");
        event.set(EcsField.EVENT_OUTCOME, "success");
      }
      case DENIED -> {
        event.add(EcsField.EVENT_TYPE, "denied");
        event.set(EcsField.EVENT_OUTCOME, "failure");
      }
      case NONE -> {}
    }
  }
}
