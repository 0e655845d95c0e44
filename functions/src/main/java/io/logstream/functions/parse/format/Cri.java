package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;

/**
 * The container runtime interface's log: {@code 2016-10-06T00:17:09.669794202Z stdout F the line},
 * with {@code P} for a part of a line that goes on. A wrapper.
 */
@AutoService(Format.class)
public final class Cri implements Format {

  private static final String NAME = "cri";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "0123456789";
  }

  @Override
  public int fit(String line, Event outer) {
    int blank = line.indexOf(' ');
    return blank >= 20
            && blank <= 36
            && line.charAt(10) == 'T'
            && (line.startsWith(" stdout ", blank) || line.startsWith(" stderr ", blank))
        ? MARK
        : NONE;
  }

  @Override
  public long innerTimeTolerance() {
    return FIFTEEN_MINUTES;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    event.set(EcsField.TIMESTAMP, Timestamps.iso(cursor, context));
    cursor.expect(' ');
    String stream = cursor.word();
    if (!stream.equals("stdout") && !stream.equals("stderr")) {
      cursor.moveTo(cursor.position() - stream.length());
      throw cursor.expected("stdout or stderr");
    }
    event.vendor("cri.stream", stream);
    cursor.expect(' ');
    String tags = cursor.word();
    if (!tags.startsWith("F") && !tags.startsWith("P")) {
      cursor.moveTo(cursor.position() - tags.length());
      throw cursor.expected("F or P");
    }
    event.vendor("cri.partial", tags.startsWith("P"));
    if (!cursor.atEnd()) {
      cursor.expect(' ');
    }
    return cursor.rest();
  }
}
