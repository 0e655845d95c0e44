package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.CommonFields;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.util.List;

/**
 * The Graylog Extended Log Format 1.0 and 1.1: {@code {"version":"1.1","host":"web1",
 * "short_message":"…","full_message":"…","timestamp":1709208000.123,"level":3,"_order":7}}. A
 * wrapper of its message. The additional fields, with an underscore in front, are taken by their
 * common meaning, those of Docker's driver as the container's; else they go under {@code gelf}.
 */
@AutoService(Format.class)
public final class Gelf implements Format {

  private static final String NAME = "gelf";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "{";
  }

  @Override
  public int fit(String line, Event outer) {
    return JsonLines.isObject(line)
            && JsonLines.hasMember(line, "short_message")
            && JsonLines.hasMember(line, "version")
        ? MARK
        : NONE;
  }

  @Override
  public long innerTimeTolerance() {
    return FIFTEEN_MINUTES;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Members members = new Members(context, event);
    JsonLeaves.visit(NAME, line, members);
    if (members.shortMessage == null) {
      throw ParseException.expected(NAME, "a member \"short_message\"", line, 0);
    }
    return members.fullMessage != null ? members.fullMessage : members.shortMessage;
  }

  private static final class Members implements JsonLeaves.Visitor {
    private final CommonFields fields;
    private final Event event;
    private final ParseContext context;
    private String shortMessage;
    private String fullMessage;

    Members(ParseContext context, Event event) {
      this.fields = new CommonFields(NAME, context, event);
      this.event = event;
      this.context = context;
    }

    @Override
    public void text(String path, String value) {
      switch (path) {
        case "version" -> event.vendor("gelf.version", value);
        case "host" -> event.set(EcsField.HOST_HOSTNAME, value);
        case "short_message" -> shortMessage = value;
        case "full_message" -> fullMessage = value;
        case "timestamp", "level", "line" -> number(path, value);
        case "facility" -> event.vendor("gelf.facility", value);
        case "file" -> event.set(EcsField.LOG_ORIGIN_FILE_NAME, value);
        case "_container_id" -> event.set(EcsField.CONTAINER_ID, value);
        case "_container_name" -> event.set(EcsField.CONTAINER_NAME, value);
        case "_image_name" -> event.set(EcsField.CONTAINER_IMAGE_NAME, value);
        default -> fields.text(plain(path), value);
      }
    }

    @Override
    public void number(String path, String value) {
      switch (path) {
        case "timestamp" -> Values.set(event, EcsField.TIMESTAMP, value, NAME, context);
        case "level" -> SyslogPriority.severity(value, event);
        case "line" -> Values.number(event, EcsField.LOG_ORIGIN_FILE_LINE, value);
        default -> fields.number(plain(path), value);
      }
    }

    @Override
    public void flag(String path, boolean value) {
      fields.flag(plain(path), value);
    }

    @Override
    public void list(String path, List<String> values, String json) {
      fields.json(plain(path), json);
    }

    private static String plain(String path) {
      return path.startsWith("_") ? path.substring(1) : path;
    }
  }
}
