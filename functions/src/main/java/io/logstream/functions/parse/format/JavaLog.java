package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;

/**
 * Text lines of Java's loggers, as the usual patterns of Logback, Log4j 1 and 2, java.util.logging,
 * JBoss's log manager and Spring Boot write them: a time (with or without its date), a level, a
 * thread, a process id, a logger, ids of the trace in whatever order, then {@code -} or {@code :}
 * and the message, perhaps with a stack trace.
 *
 * <pre>
 * 12:00:00.123 [main] INFO  c.a.Shop - started                           Logback, Micronaut
 * 2024-02-29 12:00:00,123 ERROR c.a.Shop [main] - failed                 Log4j
 * 2024-02-29T12:00:00.123+01:00  INFO 4711 --- [shop] [main] c.a.Shop : started   Spring Boot
 * 2024-02-29 12:00:00,123 INFO  [com.acme.Shop] (main) started           Quarkus, WildFly
 * INFO  [2024-02-29 12:00:00,123] com.acme.Shop: started                 Dropwizard
 * INFO  [main] 2024-02-29 12:00:00,123 Shop.java:42 - started            Cassandra
 * 29-Feb-2024 12:00:00.123 INFO [main] com.acme.Shop.open started        Tomcat
 * 24/02/29 12:00:00 INFO SparkContext: started                           Spark
 * 2024-02-29 12:00:00,123 [myid:1] - INFO  [main:Peer@123] - started     ZooKeeper
 * 120 [main] INFO com.acme.Shop - started                                Log4j 1's default
 * Feb 29, 2024 12:00:00 PM com.acme.Shop open \n INFO: started           java.util.logging
 * </pre>
 */
@AutoService(Format.class)
public final class JavaLog implements Format {

  private static final String NAME = "java";
  private static final int LONGEST_HEADER = 140;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "0123456789[TDIWEFSCJMAON";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.length() < 14) {
      return NONE;
    }
    boolean bracket = line.charAt(0) == '[';
    JavaTimes.Shape shape = JavaTimes.shape(line, bracket ? 1 : 0);
    if (shape == JavaTimes.Shape.MONTH_FIRST) {
      return line.startsWith("M ", Math.max(line.indexOf(':') + 8, 0)) ? LAYOUT : NONE;
    }
    if (shape != null) {
      int level = JavaLevels.within(line, 8, LONGEST_HEADER);
      return level < 0 ? NONE : bracket ? LAYOUT - 1 : LAYOUT;
    }
    if (JavaLevels.at(line, bracket ? 1 : 0) != null) {
      return timeWithin(line, 4, 60) ? LAYOUT : NONE;
    }
    return isUptime(line) ? LAYOUT : NONE;
  }

  private static boolean timeWithin(String line, int from, int to) {
    int end = Math.min(line.length() - 12, to);
    for (int i = from; i < end; i++) {
      char before = line.charAt(i - 1);
      if (Cursor.isDigit(line.charAt(i))
          && (before == ' ' || before == '[')
          && JavaTimes.shape(line, i) != null) {
        return true;
      }
    }
    return false;
  }

  /** {@code 120 [main] INFO }: the milliseconds since the program's start. */
  private static boolean isUptime(String line) {
    int i = 0;
    while (i < 10 && Cursor.isDigit(line.charAt(i))) {
      i++;
    }
    int close = i > 0 && line.startsWith(" [", i) ? line.indexOf("] ", i) : -1;
    return close > 0 && JavaLevels.at(line, close + 2) != null;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    if (isUptime(line.length() < 14 ? line + " ".repeat(14) : line)) {
      event.vendor("java.uptime_ms", cursor.digits());
    }
    JavaHeader header = new JavaHeader(line, cursor, context);
    header.read();
    header.into(event);
    JavaStackTrace.split(cursor.rest(), event);
    return null;
  }

  @Override
  public boolean joinsLines() {
    return true;
  }

  @Override
  public boolean continues(String first, String next) {
    return JavaStackTrace.goesOn(next)
        || JavaTimes.shape(first, 0) == JavaTimes.Shape.MONTH_FIRST
            && JavaLevels.at(next, 0) != null
            && JavaTimes.shape(next, 0) == null;
  }
}
