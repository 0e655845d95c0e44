package io.logstream.functions.parse;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parses a line of any format: peels off what wraps it, layer by layer, and recognises each layer
 * where no hint names it.
 *
 * <p>A line that fits no format is still an event: its text is the message and its data set is
 * {@value #UNKNOWN}. Keeps what is known of each source stream. Not safe for use by two threads.
 */
public final class LineParser {

  /** The data set of a line that fits no format. */
  public static final String UNKNOWN = "unknown";

  /**
   * Wrappings in wrappings beyond this are left in the message: no real line has them, a hostile
   * one may.
   */
  private static final int DEEPEST = 5;

  /** Streams beyond this are forgotten, the one not heard of for longest first. */
  private static final int STREAMS = 4096;

  private static final long NO_TIME = Long.MIN_VALUE;

  private final Formats formats;

  private final LinkedHashMap<String, Memory> streams =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Memory> eldest) {
          return size() > STREAMS;
        }
      };

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
   * @param stream the source stream's name, such as a file or a peer and its program; any text
   * @throws ParseException if the line is not of the format that the hint names, or says that it is
   *     of a format and then is not
   */
  public Found parse(String line, String hint, ParseContext context, Event event, String stream)
      throws ParseException {
    Memory memory = streams.computeIfAbsent(stream, name -> new Memory());
    Format hinted = null;
    if (hint != null) {
      hinted =
          formats
              .named(hint)
              .orElseThrow(() -> new ParseException("unknown format \"" + hint + "\""));
    }
    Format format = layers(line, hinted, DEEPEST, context, event, memory);
    if (format == null && hinted != null) {
      event.clear();
      message(hinted.parse(Ansi.strip(line), context, memory.header, event), event);
      format = hinted;
    }
    event.set(EcsField.EVENT_DATASET, format == null ? UNKNOWN : format.name());
    if (format == null) {
      String text = Ansi.strip(line);
      message(text, event);
      long time = Timestamps.leading(text, context);
      if (time >= 0) {
        event.set(EcsField.TIMESTAMP, time);
      }
      return Found.UNKNOWN;
    }
    return hint != null ? Found.HINTED : Found.RECOGNISED;
  }

  /**
   * Peels layer after layer, at most so many.
   *
   * @return the innermost one's format; null where there is none, or where the hinted format must
   *     take the line as a whole
   */
  private Format layers(
      String line, Format hint, int most, ParseContext context, Event event, Memory memory)
      throws ParseException {
    Format hinted = hint;
    Format format = null;
    String text = Ansi.strip(line);
    for (int depth = 0; depth < most && text != null; depth++) {
      boolean isHinted = hinted != null && fits(hinted, text, event, memory);
      Format next = isHinted ? hinted : choose(depth, text, event, memory);
      if (next == null) {
        break;
      }
      long outerTime = event.number(EcsField.TIMESTAMP, NO_TIME);
      String inner;
      try {
        inner = next.parse(text, near(outerTime, context), memory.header, event);
      } catch (ParseException e) {
        if (depth > 0) {
          // What is wrapped only looked like a format: it stays the message of the wrapping.
          event.clear();
          return layers(line, hint, depth, context, event, memory);
        }
        if (hinted == null || isHinted) {
          throw e;
        }
        return null;
      }
      if (hinted != null && !isHinted && depth == 0 && inner == null) {
        // No wrapping, so that the hint is of the line itself, whatever it looks like.
        return null;
      }
      hinted = isHinted ? null : hinted;
      keepNear(outerTime, format, event);
      format = next;
      text = inner == null ? null : Ansi.strip(inner);
    }
    if (format != null) {
      message(text, event);
    }
    return format;
  }

  private static void message(String text, Event event) {
    if (text != null && !event.has(EcsField.MESSAGE)) {
      event.set(EcsField.MESSAGE, text);
    }
  }

  /**
   * What is known of a stream: the columns that its header line named, and what its last line was,
   * layer by layer, the first guess for the next. The guess saves the search for lines that bear
   * their format's mark and never changes the answer, so that a line that is replayed alone becomes
   * the same event again.
   */
  static final class Memory {
    private final Format[] lastChoice = new Format[DEEPEST];
    private final StreamHeader header = new StreamHeader();
  }

  /** What a line leaves out of its time is taken from the wrapping's time, where it has one. */
  private static ParseContext near(long outerTime, ParseContext context) {
    return outerTime == NO_TIME ? context : new ParseContext(outerTime, context.zone());
  }

  /** Takes the wrapping's time back where the wrapped line's is too far from it. */
  private static void keepNear(long outerTime, Format wrapping, Event event) {
    if (outerTime != NO_TIME && wrapping != null) {
      long time = event.number(EcsField.TIMESTAMP, outerTime);
      long off = Math.abs(time - outerTime);
      if (off > wrapping.innerTimeTolerance()) {
        event.set(EcsField.TIMESTAMP, outerTime);
      }
    }
  }

  private boolean fits(Format hinted, String text, Event outer, Memory memory) {
    if (hinted.fit(text, outer, memory.header) == Format.NONE
        || formats.isWrapped(hinted, text, outer, memory.header)) {
      return false;
    }
    String program = Programs.of(outer);
    return hinted.programs().isEmpty() || program != null && hinted.programs().contains(program);
  }

  private Format choose(int depth, String text, Event outer, Memory memory) {
    Format guess = memory.lastChoice[depth];
    if (guess != null && formats.isMarked(guess, text, outer, memory.header)) {
      return guess;
    }
    Format best = formats.recognise(text, outer, memory.header);
    memory.lastChoice[depth] = best;
    return best;
  }
}
