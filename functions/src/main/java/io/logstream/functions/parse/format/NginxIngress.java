package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.ParseException;

/**
 * What the ingress controller of Kubernetes that is made of nginx adds behind the combined format:
 * {@code REQUEST_LENGTH REQUEST_TIME [UPSTREAM_NAME] [ALTERNATIVE] UPSTREAM_ADDRESS UPSTREAM_LENGTH
 * UPSTREAM_TIME UPSTREAM_STATUS REQUEST_ID}.
 */
final class NginxIngress {

  private NginxIngress() {}

  /** Whether a number, a number with a fraction and a bracket stand here. */
  static boolean fits(String line, int at) {
    int i = at;
    int blanks = 0;
    while (i < line.length() && blanks < 3) {
      char c = line.charAt(i);
      if (c == ' ') {
        blanks++;
      } else if (!Cursor.isDigit(c) && c != '.') {
        return false;
      }
      i++;
    }
    return blanks == 3 && i < line.length() && line.charAt(i) == '[';
  }

  static void parse(Cursor cursor, Event event) throws ParseException {
    cursor.skipBlanks();
    event.set(EcsField.HTTP_REQUEST_BYTES, cursor.digits());
    cursor.skipBlanks();
    long nanos = Values.seconds(cursor.word());
    if (nanos >= 0) {
      event.set(EcsField.EVENT_DURATION, nanos);
    }
    cursor.skipBlanks();
    cursor.expect('[');
    String upstream = cursor.until(']');
    event.vendor("nginx.ingress.upstream.name", upstream);
    event.set(EcsField.SERVICE_TARGET_NAME, upstream);
    cursor.skipBlanks();
    if (cursor.skip('[')) {
      event.vendor("nginx.ingress.upstream.alternative_name", cursor.until(']'));
      cursor.skipBlanks();
    }
    String address = last(cursor);
    if (!address.isEmpty() && !address.equals("-")) {
      Values.hostPort(event, EcsField.DESTINATION_ADDRESS, EcsField.DESTINATION_PORT, address);
    }
    number("nginx.ingress.upstream.response.length", last(cursor), event);
    String time = last(cursor);
    if (!time.isEmpty() && !time.equals("-")) {
      event.vendor("nginx.ingress.upstream.response.time", time);
    }
    number("nginx.ingress.upstream.response.status_code", last(cursor), event);
    event.set(EcsField.HTTP_REQUEST_ID, last(cursor));
  }

  /** The next value; of several, tried one after another with commas between, the last. */
  private static String last(Cursor cursor) throws ParseException {
    cursor.skipBlanks();
    String word = cursor.atEnd() ? "" : cursor.word();
    while (word.endsWith(",") && !cursor.atEnd()) {
      cursor.skipBlanks();
      word = cursor.atEnd() ? "" : cursor.word();
    }
    return word;
  }

  private static void number(String path, String value, Event event) {
    long number = Values.number(value);
    if (number >= 0) {
      event.vendor(path, number);
    }
  }
}
