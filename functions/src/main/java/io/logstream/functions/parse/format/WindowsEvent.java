package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;

/**
 * An event of the Windows event log: its XML as {@code wevtutil} and event forwarding render it;
 * the JSON of Winlogbeat ({@code winlog.*}), of NXLog and of Windows' own shippers (flat, {@code
 * EventID}, {@code Channel}). Whatever the spelling, the parts go to {@code winlog.*}, the event's
 * data to {@code winlog.event_data.*}, and {@link WindowsMeanings} fills the schema from these.
 */
@AutoService(Format.class)
public final class WindowsEvent implements Format {

  private static final String NAME = "windows-event";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "<{";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.startsWith("<Event")) {
      return line.indexOf("schemas.microsoft.com/win/2004/08/events/event") > 0
              || line.startsWith("<Event>") && line.indexOf("<EventID") > 0
          ? MARK
          : NONE;
    }
    if (!JsonLines.isObject(line)) {
      return NONE;
    }
    boolean isBeat = JsonLines.hasMember(line, "winlog", 8192);
    boolean isFlat =
        (JsonLines.hasMember(line, "EventID", 8192) || JsonLines.hasMember(line, "EventId", 8192))
            && (JsonLines.hasMember(line, "Channel", 8192)
                || JsonLines.hasMember(line, "SourceName", 8192)
                || JsonLines.hasMember(line, "ProviderName", 8192));
    return isBeat || isFlat ? MARK : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    WindowsParts parts = new WindowsParts();
    if (line.startsWith("<")) {
      WindowsXml.read(NAME, line, parts);
    } else if (JsonLines.hasMember(line, "winlog", 8192)) {
      parts.beat(NAME, line, context, event);
    } else {
      parts.flat(NAME, line, event);
    }
    parts.into(NAME, event, context);
    WindowsMeanings.take(parts, event);
    if (!event.has(EcsField.MESSAGE)) {
      event.set(EcsField.MESSAGE, line);
    }
    return null;
  }
}
