package io.logstream.local.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;

/** Finds what is wrong in the stack traces that Flink answers with. */
final class FlinkError {

  private static final String CAUSE = "Caused by: ";

  private FlinkError() {}

  /**
   * The messages of the causes, the innermost first, without the names of exceptions; of equal ones
   * one. The outer ones only say that a statement failed.
   */
  static String reason(JsonNode errors) {
    Set<String> messages = new LinkedHashSet<>();
    for (JsonNode error : errors) {
      String text = error.asText();
      int cause = text.lastIndexOf(CAUSE);
      String innermost = cause < 0 ? text : text.substring(cause + CAUSE.length());
      int stack = innermost.indexOf("\n\tat ");
      String message = (stack < 0 ? innermost : innermost.substring(0, stack)).strip();
      if (cause >= 0 || errors.size() == 1) {
        messages.add(message.replaceFirst("^[a-zA-Z0-9_.$]+(Exception|Error): ", ""));
      }
    }
    return messages.isEmpty() ? errors.toString() : String.join("\n", messages);
  }
}
