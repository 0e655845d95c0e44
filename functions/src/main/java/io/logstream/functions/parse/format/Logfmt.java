package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.CommonFields;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.FirstCharacters;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;

/**
 * {@code key=value} pairs with blanks between them, a value with blanks in double quotes, a key
 * alone meaning true, as Heroku and the Go loggers write. Common spellings of common fields are
 * understood ({@link CommonFields}); the rest goes under {@code logfmt}.
 */
@AutoService(Format.class)
public final class Logfmt implements Format {

  private static final String NAME = "logfmt";
  private static final int PAIRS_THAT_CONVINCE = 3;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.PROSE;
  }

  @Override
  public int fit(String line, Event outer) {
    int pairs = 0;
    int flags = 0;
    int i = 0;
    int length = Math.min(line.length(), 512);
    while (i < length) {
      int start = i;
      while (i < length && isKey(line.charAt(i))) {
        i++;
      }
      boolean isFlag = i > start && pairs > 0 && (i == length || line.charAt(i) == ' ');
      if (isFlag) {
        while (i < length && line.charAt(i) == ' ') {
          i++;
        }
        if (++flags > pairs) {
          return NONE;
        }
        continue;
      }
      if (i == start || i == length || line.charAt(i) != '=') {
        return NONE;
      }
      i++;
      if (i < length && line.charAt(i) == '"') {
        i++;
        while (i < length && line.charAt(i) != '"') {
          i += line.charAt(i) == '\\' ? 2 : 1;
        }
        i++;
      } else {
        while (i < length && line.charAt(i) != ' ') {
          i++;
        }
      }
      pairs++;
      if (pairs == PAIRS_THAT_CONVINCE) {
        return SYNTAX;
      }
      while (i < length && line.charAt(i) == ' ') {
        i++;
      }
    }
    return pairs >= 2 ? SYNTAX : NONE;
  }

  private static boolean isKey(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-' || c == '@' || c == '/';
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    CommonFields fields = new CommonFields(NAME, context, event);
    int pairs = 0;
    cursor.skipBlanks();
    while (!cursor.atEnd()) {
      int start = cursor.position();
      while (isKey(cursor.peek())) {
        cursor.moveTo(cursor.position() + 1);
      }
      if (cursor.position() == start) {
        throw cursor.expected("a key");
      }
      String key = line.substring(start, cursor.position());
      if (cursor.skip('=')) {
        String value = cursor.peek() == '"' ? cursor.quoted() : bare(cursor);
        fields.text(key, value);
        pairs++;
      } else if (cursor.atEnd() || cursor.peek() == ' ' || cursor.peek() == '\t') {
        fields.flag(key, true);
      } else {
        throw cursor.expected("'=' after the key");
      }
      cursor.skipBlanks();
    }
    if (pairs == 0) {
      cursor.moveTo(0);
      throw cursor.expected("key=value");
    }
    return null;
  }

  private static String bare(Cursor cursor) throws ParseException {
    return cursor.atEnd() || cursor.peek() == ' ' || cursor.peek() == '\t' ? "" : cursor.word();
  }
}
