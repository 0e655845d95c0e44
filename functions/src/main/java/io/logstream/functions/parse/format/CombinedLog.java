package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;

/**
 * The access log that Apache and nginx share: {@code [VHOST] CLIENT IDENT USER [TIME] "REQUEST"
 * STATUS BYTES ["REFERER" "AGENT" …]}, the common format without the last two.
 */
final class CombinedLog {

  private CombinedLog() {}

  /**
   * Whether a line has an opening bracket with a day, and a quote behind it, where this format has
   * them.
   */
  static boolean looksLike(String line) {
    int bracket = line.indexOf('[');
    if (bracket < 6 || bracket > 300 || line.charAt(bracket - 1) != ' ') {
      return false;
    }
    int end = bracket + 21;
    if (line.length() < end + 4
        || !Cursor.isDigit(line.charAt(bracket + 1))
        || line.charAt(bracket + 3) != '/'
        || line.charAt(bracket + 7) != '/') {
      return false;
    }
    int close = line.indexOf("] \"", bracket);
    return close > 0 && close - bracket < 40;
  }

  /** Parses up to the user agent, and leaves the cursor behind it. */
  static void parse(Cursor cursor, ParseContext context, Event event) throws ParseException {
    String first = cursor.word();
    cursor.expect(' ');
    String second = cursor.word();
    cursor.expect(' ');
    String third = cursor.word();
    cursor.expect(' ');
    String client = first;
    String user = third;
    if (cursor.peek() != '[') {
      int start = cursor.position();
      // vhost_combined has the virtual host and its port in front; a user name may hold blanks.
      String rest = cursor.until(" [");
      cursor.moveTo(cursor.position() - 1);
      if (!second.equals("-") && third.equals("-")) {
        virtualHost(first, event);
        client = second;
        user = rest;
      } else if (second.equals("-")) {
        user = third + " " + rest;
      } else {
        cursor.moveTo(start);
        throw cursor.expected("'['");
      }
    }
    cursor.expect('[');
    event.set(EcsField.TIMESTAMP, Timestamps.commonLog(cursor, context));
    cursor.expect("] ");
    event.set(EcsField.SOURCE_ADDRESS, client);
    if (!user.equals("-")) {
      event.set(EcsField.USER_NAME, user);
    }
    request(cursor.quoted(), event);
    cursor.expect(' ');
    if (!cursor.skip('-')) {
      event.set(EcsField.HTTP_RESPONSE_STATUS_CODE, cursor.digits());
    }
    if (cursor.skip(' ') && !cursor.skip('-')) {
      event.set(EcsField.HTTP_RESPONSE_BODY_BYTES, cursor.digits());
    }
    if (cursor.skip(" \"")) {
      cursor.moveTo(cursor.position() - 1);
      event.set(EcsField.HTTP_REQUEST_REFERRER, given(cursor.quoted()));
      if (cursor.skip(' ')) {
        event.set(EcsField.USER_AGENT_ORIGINAL, given(cursor.quoted()));
      }
    }
    event.set(EcsField.EVENT_CATEGORY, "web");
    event.set(EcsField.EVENT_TYPE, "access");
  }

  private static void virtualHost(String text, Event event) {
    int colon = text.lastIndexOf(':');
    event.set(EcsField.URL_DOMAIN, colon > 0 ? text.substring(0, colon) : text);
  }

  /** {@code GET /path HTTP/1.1}; whatever else a client sent stays whole as the original URL. */
  static void request(String request, Event event) {
    int method = request.indexOf(' ');
    int version = request.lastIndexOf(" HTTP/");
    if (method <= 0 || !isMethod(request, method)) {
      event.set(EcsField.URL_ORIGINAL, given(request));
      return;
    }
    event.set(EcsField.HTTP_REQUEST_METHOD, request.substring(0, method));
    boolean hasVersion = version >= method;
    if (hasVersion) {
      event.set(EcsField.HTTP_VERSION, request.substring(version + 6));
      version = Math.max(version, method + 1);
    }
    event.set(
        EcsField.URL_ORIGINAL,
        request.substring(method + 1, hasVersion ? version : request.length()));
  }

  private static boolean isMethod(String request, int end) {
    for (int i = 0; i < end; i++) {
      char c = request.charAt(i);
      if ((c < 'A' || c > 'Z') && c != '-' && c != '_') {
        return false;
      }
    }
    return end <= 20;
  }

  static String given(String text) {
    return text.equals("-") ? null : text;
  }
}
