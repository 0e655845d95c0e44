package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.StreamHeader;
import io.logstream.functions.parse.Timestamps;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Internet Information Services in the W3C extended format. The columns are those that the stream's
 * {@code #Fields:} line named; without it, those of the default selection of IIS 8.5 and later. The
 * times are in UTC, whatever the context's zone is.
 */
@AutoService(Format.class)
public final class Iis implements Format {

  private static final String NAME = "iis";
  private static final String FIELDS_LINE = "#Fields: ";
  private static final List<String> DEFAULT =
      List.of(
          "date",
          "time",
          "s-ip",
          "cs-method",
          "cs-uri-stem",
          "cs-uri-query",
          "s-port",
          "cs-username",
          "c-ip",
          "cs(User-Agent)",
          "cs(Referer)",
          "sc-status",
          "sc-substatus",
          "sc-win32-status",
          "time-taken");

  private static final VendorFields COLUMNS =
      new VendorFields(NAME, "iis.access")
          .map(EcsField.DESTINATION_ADDRESS, "s-ip")
          .map(EcsField.DESTINATION_PORT, "s-port")
          .map(EcsField.SOURCE_ADDRESS, "c-ip")
          .map(EcsField.SOURCE_PORT, "c-port")
          .map(EcsField.HTTP_REQUEST_METHOD, "cs-method")
          .map(EcsField.URL_PATH, "cs-uri-stem")
          .map(EcsField.URL_QUERY, "cs-uri-query")
          .map(EcsField.URL_DOMAIN, "cs-host")
          .map(EcsField.HTTP_RESPONSE_STATUS_CODE, "sc-status")
          .map(EcsField.HTTP_RESPONSE_BYTES, "sc-bytes")
          .map(EcsField.HTTP_REQUEST_BYTES, "cs-bytes")
          .map(EcsField.HTTP_REQUEST_REFERRER, "cs(Referer)")
          .map(EcsField.HOST_HOSTNAME, "s-computername")
          .map(EcsField.NETWORK_FORWARDED_IP, "X-Forwarded-For")
          .map(
              "cs-username",
              (event, value, context) -> {
                int backslash = value.indexOf('\\');
                event.set(EcsField.USER_NAME, value.substring(backslash + 1));
                event.set(EcsField.USER_DOMAIN, value.substring(0, Math.max(backslash, 0)));
              })
          .map(
              "cs(User-Agent)",
              (event, value, context) ->
                  event.set(EcsField.USER_AGENT_ORIGINAL, value.replace('+', ' ')))
          .map(
              "cs-version",
              (event, value, context) ->
                  event.set(
                      EcsField.HTTP_VERSION,
                      value.startsWith("HTTP/") ? value.substring(5) : value))
          .map(
              "time-taken",
              (event, value, context) -> {
                long millis = Values.number(value);
                if (millis >= 0 && millis < Long.MAX_VALUE / 1_000_000) {
                  event.set(EcsField.EVENT_DURATION, millis * 1_000_000);
                }
              })
          .map("sc-substatus", (event, value, context) -> number(event, "sub_status", value))
          .map("sc-win32-status", (event, value, context) -> number(event, "win32_status", value))
          .map("s-sitename", (event, value, context) -> event.vendor("iis.access.site_name", value))
          .map("cs(Cookie)", (event, value, context) -> event.vendor("iis.access.cookie", value));

  private static void number(Event event, String name, String value) {
    long number = Values.number(value);
    if (number >= 0) {
      event.vendor("iis.access." + name, number);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "#0123456789";
  }

  @Override
  public int fit(String line, Event outer) {
    return fit(line, outer, new StreamHeader());
  }

  @Override
  public int fit(String line, Event outer, StreamHeader header) {
    if (line.startsWith("#")) {
      return line.startsWith("#Software: Microsoft Internet Information Services")
              || line.startsWith(FIELDS_LINE) && line.contains(" cs-") && line.contains("date")
          ? MARK
          : line.startsWith("#Version: 1.0") || line.startsWith("#Date: ") ? LAYOUT : NONE;
    }
    if (line.length() < 40 || !isTimed(line)) {
      return NONE;
    }
    List<String> columns = header.columns(NAME);
    int blanks = blanks(line);
    if (!columns.isEmpty() && columns.size() == blanks + 1) {
      return FIELDS + 2;
    }
    return blanks + 1 == DEFAULT.size() && hasMethod(line) ? FIELDS : NONE;
  }

  private static boolean isTimed(String line) {
    return line.charAt(4) == '-'
        && line.charAt(7) == '-'
        && line.charAt(10) == ' '
        && line.charAt(13) == ':'
        && line.charAt(16) == ':'
        && line.charAt(19) == ' ';
  }

  private static int blanks(String line) {
    int blanks = 0;
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == ' ') {
        blanks++;
      }
    }
    return blanks;
  }

  /** The default selection has the method, in capitals, behind the server's address. */
  private static boolean hasMethod(String line) {
    int start = line.indexOf(' ', 20) + 1;
    int end = line.indexOf(' ', start);
    if (start <= 20 || end <= start) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (line.charAt(i) < 'A' || line.charAt(i) > 'Z') {
        return false;
      }
    }
    return line.startsWith("/", end + 1);
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    return parse(line, context, new StreamHeader(), event);
  }

  @Override
  public String parse(String line, ParseContext context, StreamHeader header, Event event)
      throws ParseException {
    if (line.startsWith("#")) {
      if (line.startsWith(FIELDS_LINE)) {
        header.setColumns(NAME, List.of(line.substring(FIELDS_LINE.length()).strip().split(" +")));
      }
      event.set(EcsField.MESSAGE, line);
      return null;
    }
    List<String> columns = header.columns(NAME);
    List<String> values = values(line);
    if (columns.size() != values.size()) {
      columns = DEFAULT;
    }
    if (columns.size() != values.size()) {
      throw ParseException.expected(
          NAME, columns.size() + " columns, of which there are " + values.size() + ",", line, 0);
    }
    time(line, columns, values, event);
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      String column = columns.get(i);
      if (!value.equals("-") && !column.equals("date") && !column.equals("time")) {
        COLUMNS.take(event, column, value, context);
      }
    }
    event.set(EcsField.MESSAGE, line);
    event.set(EcsField.EVENT_CATEGORY, "web");
    event.set(EcsField.EVENT_TYPE, "access");
    return null;
  }

  private static List<String> values(String line) {
    List<String> values = new ArrayList<>(20);
    int start = 0;
    while (start <= line.length()) {
      int end = line.indexOf(' ', start);
      end = end < 0 ? line.length() : end;
      values.add(line.substring(start, end));
      start = end + 1;
    }
    return values;
  }

  private static void time(String line, List<String> columns, List<String> values, Event event)
      throws ParseException {
    int date = columns.indexOf("date");
    int time = columns.indexOf("time");
    if (date < 0 || time < 0) {
      throw ParseException.expected(NAME, "columns date and time", line, 0);
    }
    String text = values.get(date) + " " + values.get(time);
    event.set(
        EcsField.TIMESTAMP,
        Timestamps.iso(new Cursor(NAME, text), new ParseContext(0, ZoneOffset.UTC)));
  }
}
