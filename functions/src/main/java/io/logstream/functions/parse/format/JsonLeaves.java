package io.logstream.functions.parse.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.Event.RawJson;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Walks a JSON object and hands over each leaf with its dotted path. */
final class JsonLeaves {

  /** Takes the leaves. Null values and empty texts are left out: they say nothing. */
  interface Visitor {
    void text(String path, String value);

    /** A number, as the text that stands there. */
    void number(String path, String value);

    void flag(String path, boolean value);

    /**
     * A list.
     *
     * @param values its values as texts where all are scalar, else empty
     * @param json the whole list as it stands there
     */
    void list(String path, List<String> values, String json);
  }

  private JsonLeaves() {}

  static void visit(String format, String line, Visitor visitor) throws ParseException {
    try (JsonParser parser = Json.FACTORY.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw ParseException.expected(format, "'{'", line, 0);
      }
      object(parser, line, "", visitor);
      if (parser.nextToken() != null) {
        throw ParseException.expected(
            format,
            "the end of the line",
            line,
            (int) parser.currentTokenLocation().getCharOffset());
      }
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
      throw new ParseException(format + ": " + e.getOriginalMessage() + " at character " + at);
    } catch (IOException e) {
      throw new ParseException(format + ": " + e.getMessage());
    }
  }

  /** The objects of the list that is the only member of an object, as they stand there. */
  static List<String> elements(String format, String line) throws ParseException {
    List<String> elements = new ArrayList<>();
    try (JsonParser parser = Json.FACTORY.createParser(line)) {
      parser.nextToken();
      parser.nextToken();
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw ParseException.expected(format, "a list", line, 0);
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        elements.add(line.substring(start, (int) parser.currentLocation().getCharOffset()));
      }
      return elements;
    } catch (JsonProcessingException e) {
      throw new ParseException(format + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new ParseException(format + ": " + e.getMessage());
    }
  }

  private static void object(JsonParser parser, String line, String prefix, Visitor visitor)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      String path = prefix.isEmpty() ? name : prefix + "." + name;
      JsonToken token = parser.nextToken();
      switch (token) {
        case VALUE_STRING -> {
          String text = parser.getText();
          if (!text.isEmpty()) {
            visitor.text(path, text);
          }
        }
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> visitor.number(path, parser.getText());
        case VALUE_TRUE -> visitor.flag(path, true);
        case VALUE_FALSE -> visitor.flag(path, false);
        case START_OBJECT -> object(parser, line, path, visitor);
        case START_ARRAY -> list(parser, line, path, visitor);
        default -> {}
      }
    }
  }

  private static void list(JsonParser parser, String line, String path, Visitor visitor)
      throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    List<String> values = new ArrayList<>();
    boolean scalar = true;
    JsonToken token;
    while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
      if (token.isScalarValue()) {
        if (token != JsonToken.VALUE_NULL) {
          values.add(parser.getText());
        }
      } else {
        scalar = false;
        parser.skipChildren();
      }
    }
    int end = (int) parser.currentLocation().getCharOffset();
    visitor.list(path, scalar ? values : List.of(), line.substring(start, end));
  }

  /** Takes leaves into an event by a table of names. */
  static class Into implements Visitor {
    private final VendorFields table;
    private final Event event;
    private final ParseContext context;

    Into(VendorFields table, Event event, ParseContext context) {
      this.table = table;
      this.event = event;
      this.context = context;
    }

    @Override
    public void text(String path, String value) {
      table.take(event, path, value, context);
    }

    @Override
    public void number(String path, String value) {
      if (table.knows(path)) {
        table.take(event, path, value, context);
        return;
      }
      try {
        if (value.indexOf('.') < 0 && value.indexOf('e') < 0 && value.indexOf('E') < 0) {
          event.vendor(table.path(path), Long.parseLong(value));
        } else {
          event.vendor(table.path(path), Double.parseDouble(value));
        }
      } catch (NumberFormatException e) {
        // Longer than any number type: kept as the text that it is.
        event.vendor(table.path(path), value);
      }
    }

    @Override
    public void flag(String path, boolean value) {
      if (table.knows(path)) {
        table.take(event, path, value ? "true" : "false", context);
      } else {
        event.vendor(table.path(path), value);
      }
    }

    @Override
    public void list(String path, List<String> values, String json) {
      if (table.knows(path) && !values.isEmpty()) {
        for (String value : values) {
          table.take(event, path, value, context);
        }
      } else if (json.length() > 2) {
        event.vendor(table.path(path), new RawJson(json));
      }
    }
  }
}
