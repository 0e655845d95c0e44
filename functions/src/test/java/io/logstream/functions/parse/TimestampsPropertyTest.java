package io.logstream.functions.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Times as logs write them are read as the same point in time. The oracle is java.time. */
class TimestampsPropertyTest {

  private static final long DAY = 86_400;
  private static final long LAST = 7_258_118_400L;

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  private static ParseContext received(Instant instant, ZoneId zone) {
    return new ParseContext(nanos(instant), zone);
  }

  private static String print(String pattern, ZonedDateTime time) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
  }

  @Property
  void isoWithAnOffset(
      @ForAll @LongRange(min = 0, max = LAST) long second,
      @ForAll @IntRange(max = 999_999_999) int nano,
      @ForAll @IntRange(min = -18 * 4, max = 18 * 4) int quarters)
      throws ParseException {
    Instant instant = Instant.ofEpochSecond(Math.max(second, DAY), nano);
    ZoneOffset offset = ZoneOffset.ofTotalSeconds(quarters * 900);
    ZonedDateTime time = instant.atZone(offset);
    for (String pattern :
        new String[] {
          "yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnnXXX",
          "yyyy-MM-dd HH:mm:ss,nnnnnnnnn XX",
          "yyyy/MM/dd HH:mm:ss.nnnnnnnnn xxx"
        }) {
      String text = print(pattern, time);
      assertThat(Timestamps.iso(new Cursor("t", text), received(instant, ZoneId.of("Asia/Tokyo"))))
          .as(text)
          .isEqualTo(nanos(instant));
    }
  }

  @Property
  void withoutAYearIsOfTheYearBeforeItsReceiptOrADayAfterIt(
      @ForAll @LongRange(min = 2 * 366 * DAY, max = LAST) long receivedAt,
      @ForAll @LongRange(min = -363 * DAY, max = DAY) long off)
      throws ParseException {
    Instant instant = Instant.ofEpochSecond(receivedAt + off);
    String text = print("MMM d HH:mm:ss", instant.atZone(ZoneOffset.UTC));
    ParseContext context = received(Instant.ofEpochSecond(receivedAt), ZoneOffset.UTC);
    assertThat(Timestamps.syslog(new Cursor("t", text), context))
        .as(text)
        .isEqualTo(nanos(instant));
  }

  @Property
  void aLineOfTheOldYearReceivedInTheNew(
      @ForAll @IntRange(min = 1971, max = 2200) int year,
      @ForAll @IntRange(min = 1, max = 86_400) int before,
      @ForAll @IntRange(max = 86_400) int after)
      throws ParseException {
    Instant newYear = Instant.parse(year + "-01-01T00:00:00Z");
    Instant instant = newYear.minusSeconds(before);
    ParseContext context = received(newYear.plusSeconds(after), ZoneOffset.UTC);
    String text = print("MMM dd HH:mm:ss", instant.atZone(ZoneOffset.UTC));
    assertThat(Timestamps.syslog(new Cursor("t", text), context)).isEqualTo(nanos(instant));
    String dayFirst = print("dd MMM HH:mm:ss", instant.atZone(ZoneOffset.UTC));
    assertThat(Timestamps.dayFirst(new Cursor("t", dayFirst), context)).isEqualTo(nanos(instant));
  }

  @Property
  void withoutADateIsTheNearestToItsReceipt(
      @ForAll @LongRange(min = 2 * DAY, max = LAST) long receivedAt,
      @ForAll @LongRange(min = -11 * 3600, max = 11 * 3600) long off)
      throws ParseException {
    Instant instant = Instant.ofEpochSecond(receivedAt + off, 123_000_000);
    String text = print("HH:mm:ss.SSS", instant.atZone(ZoneOffset.UTC));
    ParseContext context = received(Instant.ofEpochSecond(receivedAt), ZoneOffset.UTC);
    assertThat(Timestamps.timeOnly(new Cursor("t", text), context))
        .as(text)
        .isEqualTo(nanos(instant));
  }

  @Property
  void epochInEveryUnit(@ForAll @LongRange(min = 100_000_000, max = LAST) long second) {
    long nanos = second * 1_000_000_000L;
    assertThat(Timestamps.epoch(Long.toString(second))).isEqualTo(nanos);
    assertThat(Timestamps.epoch(second + ".123456789")).isEqualTo(nanos + 123_456_789);
    assertThat(Timestamps.epoch(Long.toString(second * 1000))).isEqualTo(nanos);
    assertThat(Timestamps.epoch(Long.toString(second * 1_000_000))).isEqualTo(nanos);
    assertThat(Timestamps.epoch(Long.toString(nanos))).isEqualTo(nanos);
  }

  @Property
  void theZoneOfTheContextIsThatOfTimesWithoutOne(
      @ForAll @LongRange(min = DAY, max = LAST) long second) throws ParseException {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Instant instant = Instant.ofEpochSecond(second);
    ZonedDateTime time = instant.atZone(berlin);
    String text = print("yyyy-MM-dd HH:mm:ss", time);
    // In the hour that a clock shows twice, the first of the two is meant.
    Instant expected = time.withEarlierOffsetAtOverlap().toInstant();
    assertThat(Timestamps.iso(new Cursor("t", text), received(instant, berlin)))
        .as(text)
        .isEqualTo(nanos(expected));
  }

  @Property
  void hostileTextIsATimeOrIsRefused(@ForAll String text) {
    ParseContext context = received(Instant.EPOCH.plusSeconds(DAY), ZoneOffset.UTC);
    Timestamps.any("t", text, context);
    Timestamps.leading(text, context);
    Timestamps.epoch(text);
  }

  @Property
  void secondsOfAnyEra(
      @ForAll @LongRange(min = 0, max = LAST) long second,
      @ForAll @IntRange(min = 0, max = 999_999) int micro) {
    assertThat(Timestamps.epochSeconds("%d.%06d".formatted(second, micro)))
        .isEqualTo(second * 1_000_000_000L + micro * 1000L);
  }

  @Property
  void aDamagedTimeIsATimeOrIsRefused(
      @ForAll @IntRange(min = 0, max = 9) int which,
      @ForAll @IntRange(min = 0) int at,
      @ForAll char c) {
    String[] times = {
      "2024-02-29T12:00:00.123456Z",
      "2024/02/29 12:00:00,5 +01:00",
      "Thu Feb 29 12:00:00 2024",
      "Feb 29 2024 12:00:00.123 EST",
      "29/Feb/2024:12:00:00 +0000",
      "1709208000.123",
      "1.709208E9",
      "2024 Feb 29 12:00:00"
    };
    StringBuilder damaged = new StringBuilder(times[which % times.length]);
    damaged.setCharAt(at % damaged.length(), c);
    ParseContext context = received(Instant.EPOCH.plusSeconds(DAY), ZoneOffset.UTC);
    long nanos = Timestamps.any("t", damaged.toString(), context);
    assertThat(nanos).isGreaterThanOrEqualTo(-1);
  }
}
