package io.logstream.functions.parse.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;
import java.io.IOException;

/**
 * Docker's json-file driver: {@code {"log":"…\n","stream":"stderr","time":"…"}}, {@code attrs}
 * besides. A wrapper.
 */
@AutoService(Format.class)
public final class DockerJson implements Format {

  private static final String NAME = "docker-json";

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
    return line.startsWith("{\"log\":\"")
            && line.endsWith("}")
            && line.lastIndexOf("\"stream\":\"std") > 0
        ? MARK
        : NONE;
  }

  @Override
  public long innerTimeTolerance() {
    return FIFTEEN_MINUTES;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    String log = null;
    try (JsonParser parser = Json.FACTORY.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw ParseException.expected(NAME, "'{'", line, 0);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        switch (key) {
          case "log" -> log = parser.getText();
          case "stream" -> event.vendor("docker.stream", parser.getText());
          case "time" ->
              event.set(
                  EcsField.TIMESTAMP, Timestamps.iso(new Cursor(NAME, parser.getText()), context));
          default -> parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new ParseException(NAME + ": " + e.getMessage());
    }
    if (log == null) {
      throw ParseException.expected(NAME, "a member \"log\"", line, 0);
    }
    return log.stripTrailing();
  }
}
