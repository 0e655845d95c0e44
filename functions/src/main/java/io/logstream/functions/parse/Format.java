package io.logstream.functions.parse;

import io.logstream.functions.event.Event;
import java.util.List;

/**
 * One format of log lines. Implementations are found by {@link java.util.ServiceLoader}: annotate
 * the class with {@code @AutoService(Format.class)} and nothing else has to be touched. Each has
 * its cases in {@code src/test/resources/formats/NAME.yaml}; the contract kit fails where they are
 * missing.
 *
 * <p>An implementation is stateless, so that one instance serves all threads.
 *
 * <p>A parser sets what the line <em>says</em>: the specific fields of its format. What follows
 * from them ({@code related.*}, {@code network.type}, {@code url.*} out of {@code url.original}, …)
 * is done once for all by {@link io.logstream.functions.normalize.Normalizer}.
 */
public interface Format {

  /** {@link #fit}: not of this format. */
  int NONE = 0;

  /**
   * {@link #fit}: of a general syntax only, such as any JSON object or any {@code key=value} pairs.
   */
  int SYNTAX = 10;

  /** {@link #fit}: the layout of a family, such as a time, a level and a logger. */
  int LAYOUT = 20;

  /** {@link #fit}: a known layout with fields at their places that this format alone has. */
  int FIELDS = 30;

  /** {@link #fit}: bears the format's own mark, such as {@code CEF:0|} or {@code %ASA-6-302013}. */
  int MARK = 40;

  /** {@link #innerTimeTolerance} of wrappings that state when a line was written, in UTC. */
  long FIFTEEN_MINUTES = 15L * 60 * 1_000_000_000;

  /** The name, as given to {@code --format}: lower case, words joined by hyphens. */
  String name();

  /**
   * How well a line looks like this format, by a cheap structural test that allocates nothing and
   * looks at a bounded part of the line. The format with the highest answer is taken.
   *
   * @param line the text, of any length and content
   * @param outer what the wrapping around the line already told (syslog's program name, the
   *     container's name); empty where it is bare
   * @return {@link #NONE} or one of the levels above; values between them rank neighbours
   */
  int fit(String line, Event outer);

  /**
   * How every line starts that may hold several records, so that {@link #split} is asked; empty
   * where none does.
   */
  default String splitPrefix() {
    return "";
  }

  /**
   * A line that holds several records as lines of one each; the line itself where it is one. {@link
   * #parse} may refuse a line that was not split.
   *
   * @throws ParseException if the line is not of this format
   */
  default List<String> split(String line) throws ParseException {
    return List.of(line);
  }

  /**
   * Parses a line into an event, which may already hold what the wrapping around it told.
   *
   * @return the text that this format only wraps, to be parsed in turn; null where there is none. A
   *     wrapper leaves {@code message} alone
   * @throws ParseException if the line is not of this format; fields set until then may stay, the
   *     caller clears them
   */
  String parse(String line, ParseContext context, Event event) throws ParseException;

  /**
   * As {@link #fit(String, Event)}, knowing what header lines of the stream said. A format whose
   * lines have headers overrides it.
   */
  default int fit(String line, Event outer, StreamHeader header) {
    return fit(line, outer);
  }

  /**
   * As {@link #parse(String, ParseContext, Event)}, knowing what header lines of the stream said,
   * and stating it where this line is one. A format whose lines have headers overrides it; a header
   * line is an event with a message.
   */
  default String parse(String line, ParseContext context, StreamHeader header, Event event)
      throws ParseException {
    return parse(line, context, event);
  }

  /**
   * The characters one of which every line of this format starts with, leading blanks aside; empty
   * where it may be any. {@link #fit} is asked only for lines that start so.
   */
  default String firstCharacters() {
    return "";
  }

  /**
   * Whether some lines that bear another format's mark are of this one, to which {@link #fit} then
   * answers more than {@link #MARK}: a vendor's own lines within CEF or RFC 5424.
   */
  default boolean outranksMarks() {
    return false;
  }

  /**
   * Whether this format only wraps lines of others. Where it also outranks their marks it is peeled
   * off before a hint is applied, which is of what it wraps.
   */
  default boolean wraps() {
    return false;
  }

  /**
   * The programs whose messages have this format, in lower case, as syslog, the journal or the
   * container's name state them: {@code postfix} stands for {@code postfix/smtpd} too. Where there
   * are any, {@link #fit} is asked only for messages of these programs, never for a bare line.
   */
  default List<String> programs() {
    return List.of();
  }

  /**
   * How far, in nanoseconds, the time that a wrapped line states may be from the one of this
   * wrapping, to be taken. A container's runtime knows when a line was written; the line itself,
   * printed in a zone that it does not name, may be hours off.
   */
  default long innerTimeTolerance() {
    return Long.MAX_VALUE;
  }

  /**
   * Whether lines that follow one of this format may belong to it, such as the frames of a stack
   * trace, so that a {@link LineJoiner} has to wait for them.
   */
  default boolean joinsLines() {
    return false;
  }

  /**
   * Whether a line belongs to a record of this format before it.
   *
   * @param first the record's first line
   */
  default boolean continues(String first, String next) {
    return false;
  }
}
