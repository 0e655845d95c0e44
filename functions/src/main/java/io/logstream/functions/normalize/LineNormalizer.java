package io.logstream.functions.normalize;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Formats;
import io.logstream.functions.parse.LineParser;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.RawText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The whole way of a line from its bytes to a normal event. What the ingest job and the {@code
 * normalize} command share. Not safe for use by two threads.
 */
public final class LineNormalizer {

  private final RawText text = new RawText();
  private final Formats formats;
  private final LineParser parser;

  /** A normalizer that knows these formats. */
  public LineNormalizer(Formats formats) {
    this.formats = formats;
    parser = new LineParser(formats);
  }

  /**
   * A line that holds several records, as OTLP and CloudTrail send them, as lines of one each; else
   * the line itself, the same array. {@link #normalize} refuses a line of several.
   */
  public List<byte[]> split(byte[] raw) throws ParseException {
    if (!formats.maySplit(raw)) {
      return List.of(raw);
    }
    List<String> lines = formats.split(text.decode(raw));
    return lines.size() <= 1
        ? List.of(raw)
        : lines.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /**
   * Fills the event, which is cleared first.
   *
   * @param raw the line as received
   * @param hint the format's name where the source states it, else null
   * @throws ParseException if the line is no text, is empty, or is not of the format that it claims
   *     to be
   */
  public LineParser.Found normalize(byte[] raw, String hint, ParseContext context, Event event)
      throws ParseException {
    return normalize(raw, hint, context, event, "");
  }

  /**
   * As {@link #normalize(byte[], String, ParseContext, Event)}, faster where a stream's lines are
   * alike.
   *
   * @param stream the name of the source stream, such as a file or a peer
   */
  public LineParser.Found normalize(
      byte[] raw, String hint, ParseContext context, Event event, String stream)
      throws ParseException {
    event.clear();
    String line = text.decode(raw);
    if (line.isBlank()) {
      throw new ParseException("text: expected a line, found nothing but blanks");
    }
    LineParser.Found found = parser.parse(line, hint, context, event, stream);
    if (!line.equals(event.textOrNull(EcsField.MESSAGE))) {
      event.set(EcsField.EVENT_ORIGINAL, line);
    }
    Normalizer.normalize(event, context);
    return found;
  }
}
