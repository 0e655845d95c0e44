package io.logstream.functions.parse;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * Reads time stamps as logs write them, into nanoseconds since the epoch.
 *
 * <p>The readers that take a {@link Cursor} start at its position and leave it behind the time
 * stamp; they throw where none stands there, and where it names a day or an hour that does not
 * exist.
 */
public final class Timestamps {

  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** The years whose nanoseconds fit a long: 1678 to 2261. Logs begin with the epoch. */
  private static final int FIRST_YEAR = 1970;

  private static final int LAST_YEAR = 2261;

  private static final long NANOS_PER_DAY = 86_400L * 1_000_000_000;

  private static final Map<String, ZoneOffset> NAMED_ZONES =
      Map.ofEntries(
          Map.entry("EST", ZoneOffset.ofHours(-5)),
          Map.entry("EDT", ZoneOffset.ofHours(-4)),
          Map.entry("CST", ZoneOffset.ofHours(-6)),
          Map.entry("CDT", ZoneOffset.ofHours(-5)),
          Map.entry("MST", ZoneOffset.ofHours(-7)),
          Map.entry("MDT", ZoneOffset.ofHours(-6)),
          Map.entry("PST", ZoneOffset.ofHours(-8)),
          Map.entry("PDT", ZoneOffset.ofHours(-7)),
          Map.entry("WET", ZoneOffset.UTC),
          Map.entry("WEST", ZoneOffset.ofHours(1)),
          Map.entry("BST", ZoneOffset.ofHours(1)),
          Map.entry("CET", ZoneOffset.ofHours(1)),
          Map.entry("CEST", ZoneOffset.ofHours(2)),
          Map.entry("EET", ZoneOffset.ofHours(2)),
          Map.entry("EEST", ZoneOffset.ofHours(3)),
          Map.entry("MSK", ZoneOffset.ofHours(3)),
          Map.entry("SGT", ZoneOffset.ofHours(8)),
          Map.entry("JST", ZoneOffset.ofHours(9)),
          Map.entry("AEST", ZoneOffset.ofHours(10)),
          Map.entry("AEDT", ZoneOffset.ofHours(11)));

  private Timestamps() {}

  /**
   * ISO 8601 and its kin: {@code 2024-02-29T12:00:00.123456Z}, {@code 2024-02-29 12:00:00,123
   * +01:00}, {@code 2024/02/29 12:00:00}. The zone may be {@code Z}, {@code UTC}, {@code GMT},
   * {@code ±hh}, {@code ±hhmm} or {@code ±hh:mm}, after a blank too; else it is the context's.
   */
  public static long iso(Cursor cursor, ParseContext context) throws ParseException {
    int year = fixed(cursor, 4);
    char separator = cursor.peek();
    if (separator != '-' && separator != '/' && separator != '.') {
      throw cursor.expected("'-' or '/' after the year");
    }
    cursor.expect(separator);
    int month = fixed(cursor, 2);
    cursor.expect(separator);
    int day = fixed(cursor, 2);
    if (cursor.peek() != 'T' && cursor.peek() != ' ' && cursor.peek() != 't') {
      throw cursor.expected("'T' or a blank after the date");
    }
    cursor.moveTo(cursor.position() + 1);
    return withTimeOfDay(cursor, context, year, month, day);
  }

  /** The time of day, its fraction and its zone, after a date that was read. */
  private static long withTimeOfDay(
      Cursor cursor, ParseContext context, int year, int month, int day) throws ParseException {
    long second = timeOfDay(cursor);
    int nanos = fraction(cursor);
    ZoneId zone = zone(cursor, context);
    return instant(cursor, year, month, day, second, nanos, zone);
  }

  /**
   * {@code Feb 29 12:00:00}, {@code Feb 9 2024 12:00:00.123}, with or without a year before or
   * after, as RFC 3164 and its kin write.
   */
  public static long syslog(Cursor cursor, ParseContext context) throws ParseException {
    int month = month(cursor);
    cursor.skipBlanks();
    int day = (int) upTo(cursor, 2);
    cursor.skipBlanks();
    int year = -1;
    int mark = cursor.position();
    long number = cursor.digits();
    if (cursor.peek() == ':' && cursor.position() - mark <= 2) {
      cursor.moveTo(mark);
    } else {
      year = Math.toIntExact(Math.min(number, Integer.MAX_VALUE));
      cursor.skipBlanks();
    }
    long second = timeOfDay(cursor);
    int nanos = fraction(cursor);
    if (year < 0) {
      // Solaris, Cisco and Aruba put the year behind: "Feb  9 12:00:00 2024".
      int behind = cursor.position();
      if (cursor.skip(' ')) {
        int start = cursor.position();
        if (Cursor.isDigit(cursor.peek())
            && cursor.digits() >= FIRST_YEAR
            && cursor.position() - start == 4
            && isBoundary(cursor)) {
          cursor.moveTo(start);
          year = fixed(cursor, 4);
        } else {
          cursor.moveTo(behind);
        }
      }
    }
    ZoneId zone = zone(cursor, context);
    if (year >= 0) {
      return instant(cursor, year, month, day, second, nanos, zone);
    }
    return lastYear(cursor, context, month, day, second, nanos, zone);
  }

  /**
   * A time of day behind a month and a day that were read; where the year is negative, it is the
   * last one in which the time is not after its receipt.
   */
  public static long monthAndDay(Cursor cursor, ParseContext context, int year, int month, int day)
      throws ParseException {
    long second = timeOfDay(cursor);
    int nanos = fraction(cursor);
    ZoneId zone = zone(cursor, context);
    return year >= 0
        ? instant(cursor, year, month, day, second, nanos, zone)
        : lastYear(cursor, context, month, day, second, nanos, zone);
  }

  private static boolean isBoundary(Cursor cursor) {
    // A colon within a word is that of an IPv6 address: "12:00:00 2001:db8::1".
    return cursor.atEnd() || " ]|,\"".indexOf(cursor.peek()) >= 0 || cursor.looksAt(": ");
  }

  /** {@code Feb 29, 2024 12:00:00 PM}, as java.util.logging prints in English. */
  public static long monthFirst(Cursor cursor, ParseContext context) throws ParseException {
    int month = month(cursor);
    cursor.skipBlanks();
    int day = (int) upTo(cursor, 2);
    cursor.expect(", ");
    int year = fixed(cursor, 4);
    cursor.skip(',');
    cursor.skipBlanks();
    long second = timeOfDay(cursor);
    int start = cursor.position();
    // Newer JDKs put a narrow no-break space in front of AM and PM.
    if (cursor.skip(' ') || cursor.skip('\u202f')) {
      boolean pm = cursor.looksAt("PM");
      if (pm || cursor.looksAt("AM")) {
        cursor.moveTo(cursor.position() + 2);
        second = second % 43_200 + (pm ? 43_200 : 0);
      } else {
        cursor.moveTo(start);
      }
    }
    ZoneId zone = zone(cursor, context);
    return instant(cursor, year, month, day, second, 0, zone);
  }

  /** {@code 29 Feb 2024 12:00:00.123}, the year being left out too. */
  public static long dayFirst(Cursor cursor, ParseContext context) throws ParseException {
    int day = (int) upTo(cursor, 2);
    if (!cursor.skip('-')) {
      cursor.skipBlanks();
    }
    int month = month(cursor);
    if (!cursor.skip('-')) {
      cursor.skipBlanks();
    }
    int mark = cursor.position();
    int year = -1;
    cursor.digits();
    if (cursor.position() - mark == 4) {
      cursor.moveTo(mark);
      year = fixed(cursor, 4);
      cursor.skipBlanks();
    } else {
      cursor.moveTo(mark);
    }
    return monthAndDay(cursor, context, year, month, day);
  }

  /** {@code 29/Feb/2024:12:00:00 +0000}, the common log format's, with a fraction too. */
  public static long commonLog(Cursor cursor, ParseContext context) throws ParseException {
    int day = (int) upTo(cursor, 2);
    cursor.expect('/');
    int month = month(cursor);
    cursor.expect('/');
    int year = fixed(cursor, 4);
    cursor.expect(':');
    return withTimeOfDay(cursor, context, year, month, day);
  }

  /** {@code 12:00:00.123} without a date: the day that brings it nearest to the time of receipt. */
  public static long timeOnly(Cursor cursor, ParseContext context) throws ParseException {
    long second = timeOfDay(cursor);
    int nanos = fraction(cursor);
    LocalDate received =
        Instant.ofEpochSecond(0, context.receivedNanos()).atZone(context.zone()).toLocalDate();
    long best = 0;
    long distance = Long.MAX_VALUE;
    for (int shift = -1; shift <= 1; shift++) {
      LocalDate day = received.plusDays(shift);
      long candidate =
          instant(
              cursor,
              day.getYear(),
              day.getMonthValue(),
              day.getDayOfMonth(),
              second,
              nanos,
              context.zone());
      long off = Math.abs(candidate - context.receivedNanos());
      if (off < distance) {
        distance = off;
        best = candidate;
      }
    }
    return best;
  }

  /**
   * Epoch time in the unit that makes it a time of this era: seconds (with a fraction),
   * milliseconds, microseconds or nanoseconds. Between 1973 and 5138 the count of digits tells them
   * apart.
   *
   * @return nanoseconds since the epoch, or -1 where the number is no time of this era
   */
  public static long epoch(double value) {
    if (!(value >= 1e8) || value >= 9.2e18) {
      return -1;
    }
    if (value < 1e11) {
      long seconds = (long) value;
      return seconds > 9_200_000_000L
          ? -1
          : seconds * NANOS_PER_SECOND + Math.round((value - seconds) * 1e6) * 1000;
    }
    long whole = (long) value;
    if (value < 1e14) {
      return whole > 9_200_000_000_000L ? -1 : whole * 1_000_000;
    }
    return value < 1e17 ? (whole > 9_200_000_000_000_000L ? -1 : whole * 1000) : whole;
  }

  /**
   * As {@link #epoch(double)}, exact to the nanosecond, from decimal text such as {@code
   * 1700000000.123456789}; -1 where it is none.
   */
  public static long epoch(String text) {
    int point = text.indexOf('.');
    int length = point < 0 ? text.length() : point;
    if (length < 9 || length > 19) {
      return -1;
    }
    long whole = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (!Cursor.isDigit(c)) {
        return -1;
      }
      whole = whole * 10 + (c - '0');
    }
    if (whole < 0) {
      return -1;
    }
    long unit =
        whole < 100_000_000_000L
            ? NANOS_PER_SECOND
            : whole < 100_000_000_000_000L
                ? 1_000_000
                : whole < 100_000_000_000_000_000L ? 1000 : 1;
    if (whole > Long.MAX_VALUE / unit) {
      return -1;
    }
    long nanos = whole * unit;
    long digit = unit / 10;
    for (int i = length + 1; i < text.length() && point >= 0; i++) {
      char c = text.charAt(i);
      if (!Cursor.isDigit(c)) {
        return -1;
      }
      nanos += (c - '0') * digit;
      digit /= 10;
    }
    return nanos;
  }

  /**
   * Epoch seconds with a fraction, whatever era they name: captures that are replayed count from 0.
   * Exact to the nanosecond; -1 where the text is no such number.
   */
  public static long epochSeconds(String text) {
    int point = text.indexOf('.');
    int length = point < 0 ? text.length() : point;
    if (length < 1 || length > 10) {
      return -1;
    }
    long seconds = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (!Cursor.isDigit(c)) {
        return -1;
      }
      seconds = seconds * 10 + (c - '0');
    }
    if (seconds > 9_200_000_000L) {
      return -1;
    }
    long nanos = 0;
    long digit = NANOS_PER_SECOND / 10;
    for (int i = length + 1; i < text.length() && point >= 0; i++) {
      char c = text.charAt(i);
      if (!Cursor.isDigit(c)) {
        return -1;
      }
      nanos += (c - '0') * digit;
      digit /= 10;
    }
    return seconds * NANOS_PER_SECOND + nanos;
  }

  /**
   * A whole text that is a time in any of the forms above, epoch units among them; -1 where it is
   * none.
   */
  public static long any(String format, String text, ParseContext context) {
    long epoch = epoch(text);
    if (epoch >= 0 || text.length() < 12) {
      return epoch;
    }
    try {
      Cursor cursor = new Cursor(format, text);
      if (Character.isLetter(text.charAt(0))) {
        // "Thu Feb 29 12:00:00 2024": the day of the week says nothing that the date does not.
        if (isWeekday(text)) {
          cursor.moveTo(text.charAt(3) == ',' ? 5 : 4);
        }
        return syslog(cursor, context);
      }
      if (text.charAt(2) == '/' && Character.isLetter(text.charAt(3))) {
        return commonLog(cursor, context);
      }
      if (text.indexOf('E') > 0 || text.indexOf('e') > 0) {
        return epoch(Double.parseDouble(text));
      }
      return iso(cursor, context);
    } catch (ParseException | NumberFormatException e) {
      return -1;
    }
  }

  private static boolean isWeekday(String text) {
    return (text.charAt(3) == ' ' || text.charAt(3) == ',')
        && "MonTueWedThuFriSatSun".indexOf(text.substring(0, 3)) % 3 == 0;
  }

  /**
   * The time that a line of no known format starts with, in brackets or not; -1 where it starts
   * with none.
   */
  public static long leading(String line, ParseContext context) {
    int start = line.startsWith("[") ? 1 : 0;
    if (line.length() < start + 15) {
      return -1;
    }
    Cursor cursor = new Cursor("time", line, start);
    char first = line.charAt(start);
    char fifth = line.charAt(start + 4);
    try {
      if (Character.isUpperCase(first)) {
        if (isWeekday(line.substring(start))) {
          cursor.moveTo(start + (line.charAt(start + 3) == ',' ? 5 : 4));
        }
        return Cursor.isDigit(cursor.peek()) ? dayFirst(cursor, context) : syslog(cursor, context);
      }
      if (!Cursor.isDigit(first)) {
        return -1;
      }
      if (fifth == '-' || fifth == '/' || fifth == '.') {
        return iso(cursor, context);
      }
      if (line.charAt(start + 2) == ':') {
        return timeOnly(cursor, context);
      }
      if (line.charAt(start + 2) == '/' && Character.isLetter(line.charAt(start + 3))) {
        return commonLog(cursor, context);
      }
      if (line.charAt(start + 2) == ' ' || line.charAt(start + 2) == '-') {
        return dayFirst(cursor, context);
      }
      int end = start;
      while (end < line.length() && (Cursor.isDigit(line.charAt(end)) || line.charAt(end) == '.')) {
        end++;
      }
      boolean isWord = end == line.length() || " ]:,\t".indexOf(line.charAt(end)) >= 0;
      return isWord && end - start >= 10 ? epoch(line.substring(start, end)) : -1;
    } catch (ParseException e) {
      return -1;
    }
  }

  /** The month of an English short or long name, 1 to 12. */
  public static int month(Cursor cursor) throws ParseException {
    for (int i = 0; i < MONTHS.length(); i += 3) {
      if (cursor.looksAt(MONTHS.substring(i, i + 3))) {
        cursor.moveTo(cursor.position() + 3);
        return i / 3 + 1;
      }
    }
    throw cursor.expected("a month such as Feb");
  }

  private static long timeOfDay(Cursor cursor) throws ParseException {
    int start = cursor.position();
    long hour = upTo(cursor, 2);
    cursor.expect(':');
    long minute = fixed(cursor, 2);
    cursor.expect(':');
    long second = fixed(cursor, 2);
    // A leap second is written as :60; it is the last nanosecond's second for every clock that
    // follows.
    if (hour > 23 || minute > 59 || second > 60) {
      cursor.moveTo(start);
      throw cursor.expected("a time of day");
    }
    return hour * 3600 + minute * 60 + Math.min(second, 59);
  }

  private static int fraction(Cursor cursor) throws ParseException {
    char c = cursor.peek();
    if (c != '.' && c != ',') {
      return 0;
    }
    int mark = cursor.position();
    cursor.moveTo(mark + 1);
    if (!Cursor.isDigit(cursor.peek())) {
      cursor.moveTo(mark);
      return 0;
    }
    int nanos = 0;
    int digits = 0;
    while (Cursor.isDigit(cursor.peek())) {
      if (digits < 9) {
        nanos = nanos * 10 + (cursor.peek() - '0');
        digits++;
      }
      cursor.moveTo(cursor.position() + 1);
    }
    for (; digits < 9; digits++) {
      nanos *= 10;
    }
    return nanos;
  }

  private static ZoneId zone(Cursor cursor, ParseContext context) throws ParseException {
    int mark = cursor.position();
    if (cursor.skip('Z') || cursor.skip('z')) {
      return ZoneOffset.UTC;
    }
    cursor.skip(' ');
    if (cursor.skip("UTC") || cursor.skip("GMT")) {
      return ZoneOffset.UTC;
    }
    int word = cursor.position();
    if (cursor.skip('Z')) {
      if (isBoundary(cursor)) {
        return ZoneOffset.UTC;
      }
      cursor.moveTo(word);
    }
    ZoneOffset named = namedZone(cursor);
    if (named != null) {
      return named;
    }
    char sign = cursor.peek();
    if (sign == '+' || sign == '-') {
      cursor.moveTo(cursor.position() + 1);
      int start = cursor.position();
      if (Cursor.isDigit(cursor.peek())) {
        long hours = upTo(cursor, 2);
        cursor.skip(':');
        long minutes = Cursor.isDigit(cursor.peek()) ? upTo(cursor, 2) : 0;
        if (cursor.position() - start >= 2
            && hours <= 18
            && minutes <= 59
            && !(hours == 18 && minutes > 0)) {
          int seconds = (int) (hours * 3600 + minutes * 60);
          return ZoneOffset.ofTotalSeconds(sign == '+' ? seconds : -seconds);
        }
      }
    }
    cursor.moveTo(mark);
    return context.zone();
  }

  /**
   * The zone of an abbreviation that stands here as a word of its own; null where none does. Only
   * those that routers and firewalls print and that mean one offset there.
   */
  private static ZoneOffset namedZone(Cursor cursor) {
    if (!Character.isUpperCase(cursor.peek())) {
      return null;
    }
    for (Map.Entry<String, ZoneOffset> zone : NAMED_ZONES.entrySet()) {
      if (cursor.looksAt(zone.getKey())) {
        int mark = cursor.position();
        cursor.moveTo(mark + zone.getKey().length());
        if (isBoundary(cursor)) {
          return zone.getValue();
        }
        cursor.moveTo(mark);
      }
    }
    return null;
  }

  private static int fixed(Cursor cursor, int count) throws ParseException {
    int start = cursor.position();
    int value = 0;
    for (int i = 0; i < count; i++) {
      char c = cursor.peek();
      if (!Cursor.isDigit(c)) {
        cursor.moveTo(start);
        throw cursor.expected(count + " digits");
      }
      value = value * 10 + (c - '0');
      cursor.moveTo(cursor.position() + 1);
    }
    return value;
  }

  private static long upTo(Cursor cursor, int most) throws ParseException {
    int start = cursor.position();
    long value = 0;
    while (cursor.position() - start < most && Cursor.isDigit(cursor.peek())) {
      value = value * 10 + (cursor.peek() - '0');
      cursor.moveTo(cursor.position() + 1);
    }
    if (cursor.position() == start) {
      throw cursor.expected("a number");
    }
    return value;
  }

  private static long instant(
      Cursor cursor, int year, int month, int day, long second, int nanos, ZoneId zone)
      throws ParseException {
    if (year < FIRST_YEAR || year > LAST_YEAR) {
      throw cursor.expected("before here, a year from " + FIRST_YEAR + " to " + LAST_YEAR);
    }
    try {
      LocalDate date = LocalDate.of(year, month, day);
      long seconds;
      if (zone instanceof ZoneOffset offset) {
        seconds = date.toEpochDay() * 86_400 + second - offset.getTotalSeconds();
      } else {
        seconds =
            LocalDateTime.of(date, LocalTime.ofSecondOfDay(second)).atZone(zone).toEpochSecond();
      }
      return seconds * NANOS_PER_SECOND + nanos;
    } catch (DateTimeException e) {
      throw cursor.expected("before here, a date that exists");
    }
  }

  /**
   * The last year in which the time is not after the receipt: a line is written before it arrives.
   * A day is let pass, for clocks and zones that are off, so that what is of 1 January and received
   * in the last hours of December is of the new year.
   */
  private static long lastYear(
      Cursor cursor, ParseContext context, int month, int day, long second, int nanos, ZoneId zone)
      throws ParseException {
    int received = Instant.ofEpochSecond(0, context.receivedNanos()).atZone(zone).getYear();
    boolean leapDay = month == 2 && day == 29;
    long candidate = -1;
    // Leap years are up to eight years apart.
    int first = Math.max(received - (leapDay ? 8 : 1), FIRST_YEAR);
    for (int year = Math.max(received + 1, first); year >= first; year--) {
      if (leapDay && !java.time.Year.isLeap(year)) {
        continue;
      }
      candidate = instant(cursor, year, month, day, second, nanos, zone);
      if (candidate - context.receivedNanos() <= NANOS_PER_DAY) {
        return candidate;
      }
    }
    if (candidate < 0) {
      throw cursor.expected("before here, a date that exists");
    }
    return candidate;
  }
}
