package io.logstream.functions.parse.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.auto.service.AutoService;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.CommonFields;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.io.IOException;

/**
 * A JSON object a line, of no known vendor. Fields of the Elastic Common Schema, nested or dotted,
 * and the common spellings of the loggers ({@link CommonFields}) are taken for what they are; the
 * rest goes under {@code json} as it came.
 */
@AutoService(Format.class)
public final class Json implements Format {

  private static final String NAME = "json";

  /** Deeper nesting has no use in a log line and costs stack. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxStringLength(16 << 20)
                  .maxNumberLength(400)
                  .build())
          .build();

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
    int start = 0;
    while (start < line.length() && line.charAt(start) == ' ') {
      start++;
    }
    int end = line.length();
    while (end > start && line.charAt(end - 1) == ' ') {
      end--;
    }
    if (end - start < 2 || line.charAt(start) != '{' || line.charAt(end - 1) != '}') {
      return NONE;
    }
    int next = start + 1;
    while (next < end && line.charAt(next) == ' ') {
      next++;
    }
    return line.charAt(next) == '"' || line.charAt(next) == '}' ? SYNTAX : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    try (JsonParser parser = FACTORY.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw ParseException.expected(NAME, "'{'", line, 0);
      }
      CommonFields fields = new CommonFields(NAME, context, event);
      object(parser, line, "", fields);
      fields.complete();
      if (parser.nextToken() != null) {
        throw ParseException.expected(
            NAME, "the end of the line", line, (int) parser.currentTokenLocation().getCharOffset());
      }
      return null;
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
      throw new ParseException("json: " + e.getOriginalMessage() + " at character " + at);
    } catch (IOException e) {
      throw new ParseException("json: " + e.getMessage());
    }
  }

  private static void object(JsonParser parser, String line, String prefix, CommonFields fields)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = prefix.isEmpty() ? parser.currentName() : prefix + "." + parser.currentName();
      JsonToken token = parser.nextToken();
      switch (token) {
        case VALUE_STRING -> fields.text(key, parser.getText());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> fields.number(key, parser.getText());
        case VALUE_TRUE -> fields.flag(key, true);
        case VALUE_FALSE -> fields.flag(key, false);
        case VALUE_NULL -> {}
        case START_OBJECT -> {
          if (CommonFields.isSchemaObject(key) || CommonFields.isKnownObject(key)) {
            object(parser, line, key, fields);
          } else {
            fields.json(key, span(parser, line));
          }
        }
        case START_ARRAY -> {
          if (CommonFields.isSchemaList(key)) {
            list(parser, line, key, fields);
          } else {
            fields.json(key, span(parser, line));
          }
        }
        default -> throw new IllegalStateException("unexpected token " + token);
      }
    }
  }

  private static void list(JsonParser parser, String line, String key, CommonFields fields)
      throws IOException {
    JsonToken token;
    while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
      if (token.isScalarValue()) {
        if (token != JsonToken.VALUE_NULL) {
          fields.text(key, parser.getText());
        }
      } else {
        fields.json(key, span(parser, line));
      }
    }
  }

  /** The text of the object or array at which the parser stands, which it skips. */
  private static String span(JsonParser parser, String line) throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    return line.substring(start, (int) parser.currentLocation().getCharOffset());
  }
}
