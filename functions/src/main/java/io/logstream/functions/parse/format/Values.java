package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.Timestamps;
import java.util.Locale;

/** Texts of a line as values of a field's type. */
final class Values {

  private Values() {}

  /**
   * Sets a field from text, or adds to it where it holds many; false where the text is not of the
   * field's type.
   */
  static boolean set(
      Event event, EcsField field, String text, String format, ParseContext context) {
    switch (field.type()) {
      case LONG -> {
        long value = number(text);
        if (value < 0) {
          return false;
        }
        event.set(field, value);
      }
      case DOUBLE -> {
        try {
          event.set(field, Double.parseDouble(text));
        } catch (NumberFormatException e) {
          return false;
        }
      }
      case BOOLEAN -> {
        switch (text.toLowerCase(Locale.ROOT)) {
          case "t", "true", "yes", "1" -> event.set(field, true);
          case "f", "false", "no", "0" -> event.set(field, false);
          default -> {
            return false;
          }
        }
      }
      case DATE -> {
        long nanos = Timestamps.any(format, text, context);
        if (nanos < 0) {
          return false;
        }
        event.set(field, nanos);
      }
      case IP -> {
        if (!IpAddresses.isAddress(text)) {
          return false;
        }
        put(event, field, text);
      }
      case OBJECT -> {
        return false;
      }
      default -> put(event, field, text);
    }
    return true;
  }

  private static void put(Event event, EcsField field, String text) {
    if (field.many()) {
      event.add(field, text);
    } else {
      event.set(field, text);
    }
  }

  /** A decimal number without sign of up to eighteen digits; -1 where the text is none. */
  static long number(String text) {
    int length = text.length();
    if (length == 0 || length > 18) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (!Cursor.isDigit(c)) {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  /** Sets a number field where the text is a number. */
  static void number(Event event, EcsField field, String text) {
    long value = number(text);
    if (value >= 0) {
      event.set(field, value);
    }
  }

  /** Seconds with a fraction as nanoseconds; -1 where the text is no such number. */
  static long seconds(String text) {
    return Timestamps.epochSeconds(text);
  }

  /** Sets an address, and the port behind it in {@code 1.2.3.4:5}, {@code [2001:db8::1]:5}. */
  static void hostPort(Event event, EcsField address, EcsField port, String text) {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[") && text.indexOf(']') > 0;
    boolean hasPort =
        colon > 0
            && (text.indexOf(':') == colon || bracketed && text.charAt(colon - 1) == ']')
            && number(text.substring(colon + 1)) >= 0;
    String host = hasPort ? text.substring(0, colon) : text;
    if (hasPort) {
      event.set(port, number(text.substring(colon + 1)));
    }
    event.set(address, bracketed ? host.substring(1, host.indexOf(']')) : host);
  }

  /** Nothing where a format writes one of the usual signs for nothing. */
  static String given(String text) {
    return switch (text) {
      case "-", "\"-\"", "N/A", "n/a", "NA", "None", "none", "null", "(null)", "unknown" -> "";
      default -> text;
    };
  }
}
