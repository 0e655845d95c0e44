package io.logstream.functions.parse;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;

/**
 * Parses a line of any format: peels off what wraps it, layer by layer, and recognises each layer
 * where no hint names it.
 *
 * <p>A line that fits no format is still an event: its text is the message and its data set is
 * {@value #UNKNOWN}. Keeps the last choice as a first guess, and the columns that a header line
 * named, so give each source stream, or each partition, one of its own. Not safe for use by two
 * threads.
 */
public final class LineParser {

  /** The data set of a line that fits no format. */
  public static final String UNKNOWN = "unknown";

  /**
   * Wrappings in wrappings beyond this are left in the message: no real line has them, a hostile
   * one may.
   */
  private static final int DEEPEST = 5;

  private final Formats formats;
  private final Format[] lastChoice = new Format[DEEPEST];
  private final int[] lastFit = new int[DEEPEST];
  private final StreamHeader header = new StreamHeader();

  /** A parser that knows these formats. */
  public LineParser(Formats formats) {
    this.formats = formats;
  }

  /** How the format of a line was found. */
  public enum Found {
    /** Named by the source. */
    HINTED,
    /** By its looks. */
    RECOGNISED,
    /** Not at all: the whole line is the message. */
    UNKNOWN
  }

  /**
   * Parses a line into an empty event. Sets {@code event.dataset} to the innermost format's name,
   * and {@code message} to the innermost text where the format does not set it itself.
   *
   * @param hint the format's name where the source states it, else null; it applies to the line as
   *     a whole or to what is wrapped in it
   * @throws ParseException if the line is not of the format that the hint names, or says that it is
   *     of a format and then is not
   */
  public Found parse(String line, String hint, ParseContext context, Event event)
      throws ParseException {
    Format hinted = null;
    if (hint != null) {
      hinted =
          formats
              .named(hint)
              .orElseThrow(() -> new ParseException("unknown format \"" + hint + "\""));
    }
    String text = line;
    Format format = null;
    for (int depth = 0; depth < DEEPEST && text != null; depth++) {
      Format next =
          hinted != null && fitsHint(hinted, text, event) ? hinted : choose(depth, text, event);
      if (next == null && hinted != null && format == null) {
        next = hinted;
      }
      if (next == null) {
        break;
      }
      if (next == hinted) {
        hinted = null;
      }
      String inner;
      try {
        inner = next.parse(text, context, header, event);
      } catch (ParseException e) {
        if (depth == 0) {
          throw e;
        }
        // What is wrapped only looked like a format: it stays the message of the wrapping, which
        // was parsed.
        break;
      }
      format = next;
      text = inner;
    }
    if (text != null && !event.has(EcsField.MESSAGE)) {
      event.set(EcsField.MESSAGE, text);
    }
    event.set(EcsField.EVENT_DATASET, format == null ? UNKNOWN : format.name());
    if (format == null) {
      return Found.UNKNOWN;
    }
    return hint != null ? Found.HINTED : Found.RECOGNISED;
  }

  private boolean fitsHint(Format hinted, String text, Event outer) {
    return hinted.fit(text, outer, header) > Format.NONE;
  }

  private Format choose(int depth, String text, Event outer) {
    Format guess = lastChoice[depth];
    if (guess != null
        && lastFit[depth] >= Format.FIELDS
        && guess.fit(text, outer, header) >= lastFit[depth]) {
      return guess;
    }
    Format best = formats.recognise(text, outer, header);
    lastChoice[depth] = best;
    lastFit[depth] = best == null ? Format.NONE : best.fit(text, outer, header);
    return best;
  }
}
