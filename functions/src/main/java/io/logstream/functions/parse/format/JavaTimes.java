package io.logstream.functions.parse.format;

import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;

/** The times that Java's loggers print in front of a line. */
final class JavaTimes {

  /** The shapes, told apart without reading. */
  enum Shape {
    /** {@code 2024-02-29 12:00:00,123}, with {@code T} or slashes or dots too. */
    ISO,
    /** {@code 12:00:00.123}. */
    TIME_ONLY,
    /** {@code 29-Feb-2024 12:00:00.123}, {@code 29 Feb 2024 12:00:00,123}. */
    DAY_FIRST,
    /** {@code 24/02/29 12:00:00}: Spark's. */
    SHORT_YEAR,
    /** {@code Feb 29, 2024 12:00:00 PM}: that of java.util.logging. */
    MONTH_FIRST
  }

  private JavaTimes() {}

  /** The shape of the time that stands here; null where none does. */
  static Shape shape(String line, int at) {
    if (line.length() < at + 12) {
      return null;
    }
    char first = line.charAt(at);
    if (first >= 'A' && first <= 'S') {
      return line.charAt(at + 3) == ' '
              && Cursor.isDigit(line.charAt(at + 4))
              && line.indexOf(", ", at) - at <= 6
              && line.indexOf(", ", at) > 0
              && Cursor.isDigit(line.charAt(line.indexOf(", ", at) + 2))
          ? Shape.MONTH_FIRST
          : null;
    }
    if (!Cursor.isDigit(first) || !Cursor.isDigit(line.charAt(at + 1))) {
      return null;
    }
    char third = line.charAt(at + 2);
    if (third == ':') {
      return isTimeOfDay(line, at) ? Shape.TIME_ONLY : null;
    }
    if (line.length() < at + 17) {
      return null;
    }
    char fifth = line.charAt(at + 4);
    if (Cursor.isDigit(third)) {
      char behind = line.charAt(at + 10);
      return (fifth == '-' || fifth == '/' || fifth == '.')
              && line.charAt(at + 7) == fifth
              && (behind == ' ' || behind == 'T')
              && isTimeOfDay(line, at + 11)
          ? Shape.ISO
          : null;
    }
    if (third == '/') {
      return isTimeOfDay(line, at + 9) ? Shape.SHORT_YEAR : null;
    }
    return (third == '-' || third == ' ')
            && Character.isUpperCase(line.charAt(at + 3))
            && line.charAt(at + 6) == third
            && isTimeOfDay(line, at + 12)
        ? Shape.DAY_FIRST
        : null;
  }

  private static boolean isTimeOfDay(String line, int at) {
    return line.length() >= at + 8
        && Cursor.isDigit(line.charAt(at))
        && Cursor.isDigit(line.charAt(at + 1))
        && line.charAt(at + 2) == ':'
        && Cursor.isDigit(line.charAt(at + 3))
        && line.charAt(at + 5) == ':'
        && Cursor.isDigit(line.charAt(at + 7));
  }

  /** Reads the time of that shape. */
  static long read(Shape shape, Cursor cursor, ParseContext context) throws ParseException {
    return switch (shape) {
      case ISO -> Timestamps.iso(cursor, context);
      case TIME_ONLY -> Timestamps.timeOnly(cursor, context);
      case DAY_FIRST -> Timestamps.dayFirst(cursor, context);
      case SHORT_YEAR -> {
        int year = 2000 + (int) cursor.digits();
        cursor.expect('/');
        int month = (int) cursor.digits();
        cursor.expect('/');
        int day = (int) cursor.digits();
        cursor.expect(' ');
        yield Timestamps.monthAndDay(cursor, context, year, month, day);
      }
      case MONTH_FIRST -> Timestamps.monthFirst(cursor, context);
    };
  }
}
