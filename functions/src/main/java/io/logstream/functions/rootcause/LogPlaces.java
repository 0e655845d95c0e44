package io.logstream.functions.rootcause;

import io.logstream.functions.otlp.LogRecord;
import io.logstream.functions.parse.template.Templates;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in the code a line was written: its logger and line number where it tells them, its
 * template else. A place with a line number is a log statement whatever values it printed; a
 * template is the best guess at one. Not safe for use by two threads.
 */
final class LogPlaces {

  /** How much of a line is searched for its level and logger. */
  private static final int HEAD = 240;

  private static final Pattern LEVEL_AND_LOGGER =
      Pattern.compile(
          "\\b(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|SEVERE|FATAL)\\s+([^\\s:]+[#:]\\d+)");
  private static final Pattern LEVEL =
      Pattern.compile("\\b(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|SEVERE|FATAL)\\b");
  private static final Pattern EXCEPTION =
      Pattern.compile("(?:[a-z_]\\w*\\.)+([A-Z]\\w*(?:Exception|Error|Throwable)\\w*)");

  private final Templates templates = new Templates();

  /**
   * A place.
   *
   * @param text level and logger with line number, or level and template
   * @param isError whether the level is that of an error
   */
  record Place(String text, boolean isError) {}

  Place of(LogRecord log) {
    String body = log.body();
    String head = body.length() > HEAD ? body.substring(0, HEAD) : body;
    String file = log.attributes().getOrDefault("code.filepath", "");
    if (!file.isEmpty()) {
      return new Place(
          file + '#' + log.attributes().getOrDefault("code.lineno", "?"), isError(log, ""));
    }
    Matcher matcher = LEVEL_AND_LOGGER.matcher(head);
    if (matcher.find()) {
      String level = matcher.group(1);
      return new Place(level + ' ' + matcher.group(2), isError(log, level));
    }
    Matcher word = LEVEL.matcher(head);
    String level = log.severity() == 0 && word.find() ? word.group(1) : "";
    return new Place(templates.of(body).text(), isError(log, level));
  }

  private static boolean isError(LogRecord log, String level) {
    return log.severity() >= LogRecord.ERROR
        || level.equals("ERROR")
        || level.equals("SEVERE")
        || level.equals("FATAL");
  }

  /** The kind of failure that an error line tells of: its place and classes of exceptions. */
  static String failureMode(Place place, String body) {
    Set<String> classes = new LinkedHashSet<>();
    Matcher matcher = EXCEPTION.matcher(body);
    while (matcher.find()) {
      classes.add(matcher.group(1));
    }
    return place.text() + ' ' + String.join(" ", classes);
  }
}
